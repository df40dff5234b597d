import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  jest,
  test,
} from '@jest/globals';
import { builtInPresets, type DocumentOptions } from '@quire/domain';
import { connectRedis, createLog } from '@quire/service';
import { createDocuments } from '@quire/store';
import { type PrivateRedis, startPrivateRedis } from '@quire/testkit';
import { z } from 'zod';
import { readPresets } from '../src/read-presets.ts';
import { acceptedOf, postJson, postPdf, problemOf, startTestApi } from './start-test-api.ts';

jest.setTimeout(60_000);

const meter = {
  title: 'Meter',
  description: 'What a meter shows.',
  task: 'extract',
  prompt: 'Read the meter.',
  schema: { type: 'object', properties: { kWh: { type: 'number', minimum: 0 } } },
  defaults: { resolution: 150 },
};
const source = { type: 'base64', data: Buffer.from('%PDF-1.7\n').toString('base64') };

let redis: PrivateRedis;
let folder: string;

beforeAll(async () => {
  redis = await startPrivateRedis();
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quire-presets-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

afterAll(() => redis.stop());

async function write(name: string, content: unknown): Promise<void> {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  await writeFile(join(folder, name), text);
}

async function withApi(run: (url: string) => Promise<void>): Promise<void> {
  const api = await startTestApi(redis.url, { QUIRE_PRESETS: folder });
  try {
    await run(api.url);
  } finally {
    await api.stop();
  }
}

/** The options that a document was stored with. */
async function storedOptions(id: string): Promise<DocumentOptions | undefined> {
  const connection = await connectRedis(redis.url, createLog('test', 'silent'), {
    whenAway: 'fail',
  });
  const record = await createDocuments(connection, 'quire', 3_600).read(id);
  connection.disconnect();
  return record?.options;
}

const listing = z.object({ data: z.array(z.looseObject({ name: z.string() })) });

describe('a folder of presets', () => {
  test('is listed behind the built-in ones, with all that a preset stands for', async () => {
    await write('meter.json', meter);
    await write('read-me.txt', 'no preset');
    await withApi(async (url) => {
      const { data } = listing.parse(await (await fetch(`${url}/v1/presets`)).json());
      expect(data.map(({ name }) => name)).toEqual([...builtInPresets.keys(), 'meter']);
      expect(data.at(-1)).toEqual({ name: 'meter', ...meter });
      expect(data[0]).toMatchObject({
        name: 'markdown',
        task: 'transcribe',
        schema: null,
        defaults: {},
      });
    });
  });

  test('may change while documents are read: each keeps the preset it was accepted with', async () => {
    await write('meter.json', meter);
    let id = '';
    await withApi(async (url) => {
      ({ id } = await acceptedOf(await postJson(url, { source, preset: 'meter' })));
    });
    const { prompt, schema } = meter;
    const kept = { preset: 'meter', task: 'extract', prompt, schema, resolution: 150 };
    expect(await storedOptions(id)).toMatchObject(kept);

    await write('meter.json', { ...meter, prompt: 'Read it twice.' });
    await withApi(async (url) => {
      const later = await acceptedOf(await postJson(url, { source, preset: 'meter' }));
      expect(await storedOptions(later.id)).toMatchObject({ prompt: 'Read it twice.' });
    });
    expect(await storedOptions(id)).toMatchObject(kept);
  });

  test('does not make a repeated upload another one when it changes', async () => {
    const headers = { 'idempotency-key': 'the meter' };
    const options = '{"preset":"meter"}';
    const ids: string[] = [];
    for (const prompt of ['Read the meter.', 'Read it twice.']) {
      await write('meter.json', { ...meter, prompt });
      await withApi(async (url) => {
        ids.push((await acceptedOf(await postPdf(url, { options, headers }))).id);
      });
    }
    expect(new Set(ids).size).toBe(1);
  });

  test('that is wrong stops the api at its start, every mistake in every file told', async () => {
    await write('meter.json', { ...meter, task: 'measure', defaults: { pages: '1' } });
    await write('invoice.json', meter);
    await write('broken.json', '{');
    await write('models.json', { ...meter, defaults: { model: 'gpt-5' } });
    const started = startTestApi(redis.url, { QUIRE_PRESETS: folder });
    await expect(started).rejects.toThrow(/ended with code 2 before it was ready/);
    const mistakes = [
      /broken\.json: is not JSON/,
      /invoice\.json: its name is that of a built-in preset/,
      /meter\.json: \/task /,
      /meter\.json: \/defaults .*pages/,
      /models\.json: \/defaults\/model .*gpt-5 is none of/,
    ];
    for (const mistake of mistakes) expect(() => readPresets(folder)).toThrow(mistake);
  });

  test('that is not there stops it too', async () => {
    await rm(folder, { recursive: true });
    expect(() => readPresets(folder)).toThrow(/QUIRE_PRESETS: takes a folder that can be read/);
    expect(readPresets(undefined)).toEqual(builtInPresets);
  });
});

describe('the door', () => {
  test('refuses presets and schemas by the place where they are wrong', async () => {
    await withApi(async (url) => {
      const unknown = await problemOf(await postJson(url, { source, preset: 'meters' }));
      expect(unknown).toMatchObject({ status: 400, errors: [{ pointer: '/preset' }] });

      const schema = {
        type: 'object',
        properties: { 'a/b': { type: 'array', items: {} }, next: { $ref: '#' } },
      };
      const told = await problemOf(await postJson(url, { source, task: 'extract', schema }));
      expect(told).toMatchObject({ status: 400, code: 'invalid_request' });
      expect(told.errors?.map(({ pointer }) => pointer)).toEqual([
        '/schema/properties/a~1b/items',
        '/schema/properties/next/$ref',
      ]);

      const inQuery = await postPdf(url, { options: JSON.stringify({ schema }) });
      expect((await problemOf(inQuery)).errors?.[0]?.pointer).toBe(
        '/options/schema/properties/a~1b/items',
      );
    });
  });

  test('outlives a schema of a hundred thousand levels', async () => {
    const deep = `${'{"not":'.repeat(100_000)}{}${'}'.repeat(100_000)}`;
    await withApi(async (url) => {
      const body = `{"source":${JSON.stringify(source)},"task":"extract","schema":${deep}}`;
      expect(await problemOf(await postJson(url, body))).toMatchObject({
        status: 400,
        errors: [{ pointer: '/schema' }],
      });
      await acceptedOf(await postJson(url, { source }));
    });
  });
});
