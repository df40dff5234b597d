import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { documentId, type Page } from '@quire/domain';
import { connectRedis, createLog } from '@quire/service';
import { openBlobs } from '@quire/store';
import { type PrivateRedis, startPrivateRedis } from '@quire/testkit';
import { problemOf, startTestApi, type TestApi } from './start-test-api.ts';

jest.setTimeout(60_000);

const id = documentId(0, Buffer.alloc(16));
const ADMIN = { authorization: `Basic ${Buffer.from('root:sesame').toString('base64')}` };
const KEPT = Buffer.from('%PDF-1.7\n');

let folder: string;
let redis: PrivateRedis;
let api: TestApi;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quire-quarantine-'));
  redis = await startPrivateRedis();
  const QUIRE_BLOBS = `file://${folder}`;
  api = await startTestApi(redis.url, { QUIRE_BLOBS, QUIRE_ADMIN: 'root:sesame' });
  const address = await openBlobs(QUIRE_BLOBS).quarantine(`${id}-p1.pdf`, KEPT);
  const connection = await connectRedis(redis.url, createLog('test', 'silent'), {
    whenAway: 'wait',
  });
  await connection.hset(`quire:{${id}}:pages`, {
    1: JSON.stringify(failedPage(1, { quarantine: address })),
    2: JSON.stringify(failedPage(2, {})),
    3: JSON.stringify(failedPage(3, { quarantine: 'quarantine/gone-p3.pdf' })),
    4: JSON.stringify(failedPage(4, { quarantine: '../../../../etc/passwd' })),
  });
  connection.disconnect();
});

afterAll(async () => {
  await api.stop();
  await redis.stop();
  await rm(folder, { recursive: true });
});

test('operators are handed a page out of quarantine, and it is not shown to them', async () => {
  const response = await get(1, ADMIN);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-disposition')).toBe(`attachment; filename=${id}-p1.pdf`);
  expect(response.headers.get('content-type')).toBe('application/octet-stream');
  expect(Buffer.from(await response.arrayBuffer())).toEqual(KEPT);
});

test('nobody else is', async () => {
  expect(await problemOf(await get(1, {}))).toMatchObject({ status: 401, code: 'unauthorized' });
});

test.each([
  ['was not put there', 2],
  ['is no more there', 3],
  ['lies somewhere else', 4],
  ['was never read', 5],
])('a page that %s is not found', async (_what, page) => {
  expect(await problemOf(await get(page, ADMIN))).toMatchObject({ code: 'page_not_found' });
});

function get(page: number, headers: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(`${api.url}/v1/admin/documents/${id}/pages/${page}/quarantine`, { headers });
}

function failedPage(page: number, more: { readonly quarantine?: string }): Page {
  return {
    page,
    verdict: 'failed',
    text: '',
    data: null,
    repairs: [],
    evidence: null,
    calls: [],
    model: null,
    source: 'none',
    rotation: 0,
    picture: null,
    usage: { input_tokens: 0, output_tokens: 0 },
    cost_usd: 0,
    cached: false,
    attempts: 0,
    request_id: null,
    stop_reason: null,
    error: { code: 'render_timeout', detail: 'It took too long.', ...more },
  };
}
