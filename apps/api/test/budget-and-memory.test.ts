import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { connectRedis, createLog } from '@quire/service';
import { createDocuments } from '@quire/store';
import { type PrivateRedis, startPrivateRedis } from '@quire/testkit';
import { acceptedOf, postPdf, problemOf, startTestApi, type TestApi } from './start-test-api.ts';

jest.setTimeout(60_000);

const ANNA = { authorization: 'Bearer key-of-anna' };

const PAGE = { page: 1, source: 0, index: 0, width: 100, height: 100, unit: 'px' } as const;

let redis: PrivateRedis;
let api: TestApi;

beforeAll(async () => {
  redis = await startPrivateRedis();
  api = await startTestApi(redis.url, { QUIRE_API_KEYS: 'anna:key-of-anna' });
});

afterAll(async () => {
  await api.stop();
  await redis.stop();
});

function raise(id: string, body: string): Promise<Response> {
  return fetch(`${api.url}/v1/documents/${id}/retry`, { method: 'POST', headers: ANNA, body });
}

async function get(path: string, headers: Record<string, string>): Promise<unknown> {
  const response = await fetch(`${api.url}/v1/${path}`, { headers });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return response.json();
}

describe('a retry with a budget', () => {
  test('raises what a document may cost while it is under way, and lets it wait no longer', async () => {
    const options = JSON.stringify({ budget_usd: 1 });
    const { id } = await acceptedOf(await postPdf(api.url, { headers: ANNA, options }));
    const client = await connectRedis(redis.url, createLog('test', 'silent'), { whenAway: 'wait' });
    const documents = createDocuments(client, 'quire', 60);
    await documents.plan(id, [PAGE]);
    await documents.park(id, { code: 'budget', detail: 'used up', since_ms: 1 });
    for (const body of ['{"budget_usd":0.5}', '{"budget_usd":0}', '{"budget":2}', '[', '2']) {
      expect(await problemOf(await raise(id, body))).toMatchObject({
        status: 400,
        code: 'invalid_request',
      });
    }
    expect(await problemOf(await raise(id, '{"budget_usd":0.5}'))).toMatchObject({
      errors: [
        { pointer: '/budget_usd', detail: expect.stringContaining('present budget of 1 USD') },
      ],
    });
    expect(await get(`documents/${id}`, ANNA)).toMatchObject({ waiting_for: 'budget' });
    for (let times = 0; times < 2; times += 1) {
      expect((await raise(id, '{"budget_usd":2.5}')).status).toBe(202);
    }
    expect(await documents.read(id)).toMatchObject({ options: { budget_usd: 2.5 }, parked: null });
    client.disconnect();
  });

  test('is refused for a document without one', async () => {
    const { id } = await acceptedOf(await postPdf(api.url, { headers: ANNA }));
    expect(await problemOf(await raise(id, '{"budget_usd":2.5}'))).toMatchObject({
      errors: [{ pointer: '/budget_usd' }],
    });
    expect((await raise(id, '{}')).status).toBe(202);
  });
});

describe('while Redis is full', () => {
  test('an upload is refused for that, and the status and waiting documents name it', async () => {
    const { id } = await acceptedOf(await postPdf(api.url, { headers: ANNA }));
    const client = await connectRedis(redis.url, createLog('test', 'silent'), { whenAway: 'wait' });
    await createDocuments(client, 'quire', 60).plan(id, [PAGE]);
    await client.config('SET', 'maxmemory', '1');
    const refused = [
      await postPdf(api.url, { headers: ANNA }),
      await postPdf(api.url, { headers: { ...ANNA, 'idempotency-key': 'full' } }),
      await fetch(`${api.url}/v1/documents/${id}/cancel`, { method: 'POST', headers: ANNA }),
    ];
    const status = await get('status', ANNA);
    const waiting = await get(`documents/${id}`, ANNA);
    await client.config('SET', 'maxmemory', '0');
    client.disconnect();
    for (const response of refused.slice(0, 2)) {
      expect(await problemOf(response)).toMatchObject({
        status: 503,
        code: 'redis_refuses_writes',
      });
    }
    const low = { detail: expect.stringContaining('maxmemory') };
    expect(status).toMatchObject({
      paused: [{ ...low, model_group: '*', reason: 'redis_memory_low', kind: 'pause' }],
    });
    expect(waiting).toMatchObject({ waiting_for: 'redis_memory_low', waiting_detail: low.detail });
    expect(await get('status', ANNA)).toMatchObject({ paused: [] });
  });
});
