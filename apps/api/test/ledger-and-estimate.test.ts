import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { numberedPdf, type PrivateRedis, startPrivateRedis } from '@quire/testkit';
import { z } from 'zod';
import { problemOf, startTestApi, type TestApi } from './start-test-api.ts';

jest.setTimeout(60_000);

const ADMIN = `Basic ${Buffer.from('ops:secret').toString('base64')}`;

let redis: PrivateRedis;
let api: TestApi;

beforeAll(async () => {
  redis = await startPrivateRedis();
  api = await startTestApi(redis.url, { QUIRE_ADMIN: 'ops:secret' });
});

afterAll(async () => {
  await api.stop();
  await redis.stop();
});

function ask(path: string, authorization = ADMIN): Promise<Response> {
  return fetch(`${api.url}${path}`, { headers: { authorization } });
}

describe('the ledger', () => {
  test.each(['/v1/admin/ledger', '/v1/admin/ledger/totals'])(
    'at %s is for operators alone',
    async (path) => {
      expect((await problemOf(await ask(path, 'Basic x'))).code).toBe('unauthorized');
      expect((await ask(path)).status).toBe(200);
    },
  );

  test.each([
    '?since=yesterday',
    '?since=2026-11-02&until=2026-11-01',
    '?format=xls',
    '/totals?by=colour',
  ])('asked with %s says what is wrong', async (query) => {
    const problem = await problemOf(await ask(`/v1/admin/ledger${query}`));
    expect(problem).toMatchObject({ code: 'invalid_request', errors: [expect.anything()] });
  });

  test('without entries is an empty list, a table of titles, and no rows', async () => {
    expect(await (await ask('/v1/admin/ledger')).text()).toBe('');
    const csv = await ask('/v1/admin/ledger?format=csv&since=2026-11-01');
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toContain('ledger.csv');
    expect(await csv.text()).toMatch(/^id,at,.*\r\n$/);
    expect(await (await ask('/v1/admin/ledger/totals?by=tenant')).json()).toMatchObject({
      by: 'tenant',
      data: [],
    });
  });
});

describe('an estimate', () => {
  test('of many pages draws some of them, and knows both models in both lanes', async () => {
    const options = { strong_model: 'claude-sonnet-5-5', budget_usd: 0.000_001 };
    const response = await post(options, await numberedPdf(45));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      model: 'claude-haiku-5-5',
      lane: 'realtime',
      pages: 45,
      sampled_pages: 20,
      seconds: expect.any(Number),
      estimates: [
        { model: 'claude-haiku-5-5', lane: 'realtime' },
        { model: 'claude-haiku-5-5', lane: 'batch' },
        { model: 'claude-sonnet-5-5', lane: 'realtime' },
        { model: 'claude-sonnet-5-5', lane: 'batch' },
      ],
      warnings: [{ code: 'budget_reached', detail: expect.stringContaining('budget_usd') }],
    });
    expect(await api.blobs()).toEqual([]);
  });

  test('of a document that is asked as a whole is of that one call, or of the merging too', async () => {
    const schema = { type: 'object', properties: { total: { type: 'number' } } };
    const byPage = await estimated({ task: 'extract', schema });
    const asOne = await estimated({ task: 'extract', schema, scope: 'document' });
    const short = { task: 'extract', schema, max_tokens: 1_000 };
    const merged = await estimated({ ...short, scope: 'document' });
    const shortByPage = await estimated(short);
    expect([byPage.whole, asOne.whole, merged.whole]).toEqual([null, 'one', 'merge']);
    expect(asOne.input_tokens).toBeLessThan(byPage.input_tokens);
    expect(merged.input_tokens).toBeGreaterThan(shortByPage.input_tokens);
    expect(merged.cost_usd.high).toBeGreaterThan(shortByPage.cost_usd.high);
  });

  test('is refused as the document itself would be', async () => {
    const pdf = await numberedPdf(2);
    const refusal = async (options: object, body: Uint8Array = pdf): Promise<string> =>
      (await problemOf(await post(options, body))).code;
    expect(await refusal({ preset: 'ui-diff', pages: '1' })).toBe('too_few_pictures');
    expect(await refusal({ pages: '7' })).toBe('no_pages_selected');
    expect(await refusal({ max_pages: 1 })).toBe('too_many_pages');
    expect(await refusal({ model: 'gpt-5' })).toBe('invalid_request');
    expect(await refusal({}, Buffer.from('no PDF'))).toBe('unsupported_media_type');
    expect(await refusal({}, Buffer.from('%PDF-1.7\nbroken'))).toBe('pdf_unreadable');
  });
});

const estimate = z.object({
  whole: z.enum(['one', 'merge']).nullable(),
  input_tokens: z.int(),
  cost_usd: z.object({ low: z.number(), high: z.number() }),
});

async function estimated(options: object): Promise<z.output<typeof estimate>> {
  return estimate.parse(await (await post(options, await numberedPdf(3))).json());
}

function post(options: object, body: Uint8Array): Promise<Response> {
  return fetch(`${api.url}/v1/estimate?options=${encodeURIComponent(JSON.stringify(options))}`, {
    method: 'POST',
    headers: { 'content-type': 'application/pdf' },
    body: new Uint8Array(body),
  });
}
