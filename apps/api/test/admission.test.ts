import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type PrivateRedis, startPrivateRedis } from '@quire/testkit';
import { z } from 'zod';
import { acceptedOf, postPdf, startTestApi, type TestApi } from './start-test-api.ts';

jest.setTimeout(60_000);

const ANNA = { authorization: 'Bearer key-of-anna' };
const BERT = { authorization: 'Bearer key-of-bert' };
const view = z.looseObject({ id: z.string(), waiting_for: z.string().nullable() });
const state = z.object({
  queues: z.object({ split: z.object({ waiting: z.int() }) }),
  documents: z.looseObject({ active: z.int(), open: z.int(), waiting_for_admission: z.int() }),
});

let redis: PrivateRedis;
let api: TestApi;
beforeAll(async () => {
  redis = await startPrivateRedis();
  api = await startTestApi(redis.url, {
    QUIRE_API_KEYS: 'anna:key-of-anna,bert:key-of-bert',
    QUIRE_PAGES_AHEAD: '40',
  });
});
afterAll(async () => {
  await api.stop();
  await redis.stop();
});

const send = async (headers: Record<string, string>, options = '{}'): Promise<string> =>
  (await acceptedOf(await postPdf(api.url, { headers, options }))).id;
const waitsFor = async (id: string, headers = ANNA): Promise<string | null> =>
  view.parse(await (await fetch(`${api.url}/v1/documents/${id}`, { headers })).json()).waiting_for;
const status = async (headers = ANNA) =>
  state.parse(await (await fetch(`${api.url}/v1/status`, { headers })).json());

test('one tenant’s backlog waits for admission, another’s document does not, and who is cancelled makes room by priority', async () => {
  const first = await send(ANNA);
  const second = await send(ANNA);
  const third = await send(ANNA, '{"priority":9}');
  expect(await waitsFor(first)).toBe('splitter');
  expect(await waitsFor(second)).toBe('admission');
  expect(await waitsFor(third)).toBe('admission');
  expect(await waitsFor(await send(BERT), BERT)).toBe('splitter');
  expect(await status()).toMatchObject({
    queues: { split: { waiting: 2 } },
    documents: { active: 4, open: 2, waiting_for_admission: 2, oldest: { id: first } },
  });
  // How long it waits is everybody's to know; whose it is, is not.
  expect(await status(BERT)).toMatchObject({ documents: { active: 4, oldest: { id: null } } });
  await fetch(`${api.url}/v1/documents/${first}/cancel`, { method: 'POST', headers: ANNA });
  expect(await waitsFor(first)).toBeNull();
  expect(await waitsFor(third)).toBe('splitter');
  expect(await waitsFor(second)).toBe('admission');
  await fetch(`${api.url}/v1/documents/${first}/retry`, { method: 'POST', headers: ANNA });
  expect(await waitsFor(first)).toBe('admission');
  expect(await status()).toMatchObject({ documents: { open: 2, waiting_for_admission: 2 } });
});
