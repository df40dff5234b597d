import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createProducer } from '@quire/queues';
import { connectRedis, createLog } from '@quire/service';
import { type PrivateRedis, startPrivateRedis } from '@quire/testkit';
import { z } from 'zod';
import { acceptedOf, postPdf, problemOf, startTestApi, type TestApi } from './start-test-api.ts';

jest.setTimeout(60_000);

const ANNA = { authorization: 'Bearer key-of-anna' };
const BERT = { authorization: 'Bearer key-of-bert' };
const ADMIN = { authorization: `Basic ${Buffer.from('root:sesame').toString('base64')}` };

let redis: PrivateRedis;
let api: TestApi;

beforeAll(async () => {
  redis = await startPrivateRedis({ appendfsync: 'always' });
  api = await startTestApi(redis.url, {
    QUIRE_API_KEYS: 'anna:key-of-anna,bert:key-of-bert',
    QUIRE_ADMIN: 'root:sesame',
  });
});

afterAll(async () => {
  await api.stop();
  await redis.stop();
});

describe('a key', () => {
  test('is asked for on every route of /v1', async () => {
    for (const path of ['documents', 'documents/doc_x', 'documents/doc_x/result', 'status', 'x']) {
      for (const headers of [
        {},
        { authorization: 'Bearer wrong' },
        { authorization: 'key-of-anna' },
      ]) {
        const response = await fetch(`${api.url}/v1/${path}`, { headers });
        expect(await problemOf(response)).toMatchObject({ status: 401, code: 'unauthorized' });
        expect(response.headers.get('www-authenticate')).toBe('Bearer');
      }
    }
    expect((await postPdf(api.url)).status).toBe(401);
  });

  test('shows its tenant’s documents, and of another’s not even that they are there', async () => {
    const { id } = await acceptedOf(await postPdf(api.url, { headers: ANNA }));
    expect(await get(`documents/${id}`, ANNA)).toMatchObject({ id, tenant: 'anna' });
    const unknown = `doc_${'0'.repeat(26)}`;
    for (const [method, rest] of [
      ['GET', ''],
      ['GET', '/result'],
      ['GET', '/result?partial=1'],
      ['GET', '/pages/1'],
      ['POST', '/cancel'],
      ['POST', '/retry'],
    ] as const) {
      const ask = (which: string): Promise<Response> =>
        fetch(`${api.url}/v1/documents/${which}${rest}`, { method, headers: BERT });
      const ofAnother = await problemOf(await ask(id));
      expect(ofAnother).toMatchObject({ status: 404, code: 'document_not_found' });
      const ofNobody = await problemOf(await ask(unknown));
      const same = { request_id: '', instance: '' };
      expect({ ...ofAnother, ...same }).toEqual({ ...ofNobody, ...same });
    }
    expect(await get(`documents/${id}`, ANNA)).toMatchObject({ status: 'queued' });
    expect(idsOf(await get('documents?limit=100', BERT))).not.toContain(id);
  });

  test('of one tenant does not find the Idempotency-Keys of another', async () => {
    const key = { 'idempotency-key': 'shared' };
    const ofAnna = await acceptedOf(await postPdf(api.url, { headers: { ...ANNA, ...key } }));
    const ofBert = await acceptedOf(await postPdf(api.url, { headers: { ...BERT, ...key } }));
    expect(ofBert.id).not.toBe(ofAnna.id);
  });
});

describe('the list of documents', () => {
  test('is newest first, in pages that neither repeat nor leave out', async () => {
    const sent: string[] = [];
    for (let count = 0; count < 7; count += 1) {
      sent.push((await acceptedOf(await postPdf(api.url, { headers: BERT }))).id);
      await sleep(2); // Ids of one millisecond are in no order.
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const page = list.parse(await get(`documents?limit=3${query}`, BERT));
      expect(page.data.length).toBeLessThanOrEqual(3);
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen.slice(0, 7)).toEqual(sent.toReversed());
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('shows one status alone when asked to', async () => {
    const { id } = await acceptedOf(await postPdf(api.url, { headers: ANNA }));
    await fetch(`${api.url}/v1/documents/${id}/cancel`, { method: 'POST', headers: ANNA });
    expect(idsOf(await get('documents?status=cancelled', ANNA))).toEqual([id]);
    expect(idsOf(await get('documents?status=queued&limit=100', ANNA))).not.toContain(id);
    expect(idsOf(await get('documents?status=completed', ANNA))).toEqual([]);
  });

  test.each(['limit=0', 'limit=101', 'limit=x', 'status=done', 'cursor=1', 'cursor=doc_%27'])(
    'refuses %s',
    async (query) => {
      const response = await fetch(`${api.url}/v1/documents?${query}`, { headers: ANNA });
      expect(await problemOf(response)).toMatchObject({
        status: 400,
        errors: [{ pointer: `/${query.split('=')[0]}` }],
      });
    },
  );
});

describe('a result', () => {
  test('that is not there yet is 409, and says when to ask again', async () => {
    const { id } = await acceptedOf(await postPdf(api.url, { headers: ANNA }));
    for (const rest of ['result', 'result?format=markdown', 'pages/1']) {
      const response = await fetch(`${api.url}/v1/documents/${id}/${rest}`, { headers: ANNA });
      expect(response.headers.get('retry-after')).toBe('2');
      expect(await problemOf(response)).toMatchObject({ status: 409, code: 'not_finished' });
    }
    expect(await get(`documents/${id}/result?partial=1`, ANNA)).toMatchObject({ id, pages: [] });
    const wrong = await fetch(`${api.url}/v1/documents/${id}/result?format=pdf`, { headers: ANNA });
    expect(await problemOf(wrong)).toMatchObject({ status: 400 });
  });
});

describe('cancelling', () => {
  test('ends a document, and may be repeated', async () => {
    const { id } = await acceptedOf(await postPdf(api.url, { headers: ANNA }));
    for (let times = 0; times < 2; times += 1) {
      const response = await fetch(`${api.url}/v1/documents/${id}/cancel`, {
        method: 'POST',
        headers: ANNA,
      });
      expect(await response.json()).toMatchObject({ id, status: 'cancelled', waiting_for: null });
    }
  });
});

function retry(id: string): Promise<Response> {
  return fetch(`${api.url}/v1/documents/${id}/retry`, { method: 'POST', headers: ANNA });
}

describe('a retry', () => {
  test('sets a document going again that ended without its pages, as a job of its own', async () => {
    const { id } = await acceptedOf(await postPdf(api.url, { headers: ANNA }));
    await fetch(`${api.url}/v1/documents/${id}/cancel`, { method: 'POST', headers: ANNA });
    const response = await retry(id);
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ id, status: 'queued', finished_at: null });
    const client = await connectRedis(redis.url, createLog('test', 'silent'), { whenAway: 'wait' });
    const producer = createProducer(client, 'quire');
    const job = await producer.queues.split.getJob(`split-${id}-r2`);
    await producer.close();
    client.disconnect();
    expect(job?.data).toMatchObject({ documentId: id, round: 2 });
  });

  test('of one that has not ended leaves it as it is', async () => {
    const { id } = await acceptedOf(await postPdf(api.url, { headers: ANNA }));
    expect(await (await retry(id)).json()).toMatchObject({ id, status: 'queued' });
  });
});

describe('an operator', () => {
  test('is asked for user and password by the dashboard and the admin routes, so that a browser shows its dialogue', async () => {
    for (const [method, path] of [
      ['GET', '/ops/queues'],
      ['GET', '/ops/queues/api/queues'],
      ['POST', '/v1/admin/resume'],
    ] as const) {
      for (const headers of [{}, ANNA, { authorization: 'Basic cm9vdDp3cm9uZw==' }]) {
        const response = await fetch(`${api.url}${path}`, { method, headers });
        expect(response.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
        expect(await problemOf(response)).toMatchObject({
          status: 401,
          code: 'unauthorized',
          title: expect.stringContaining('QUIRE_ADMIN'),
        });
      }
    }
    expect((await fetch(`${api.url}/ops/queues`, { headers: ADMIN })).status).toBe(200);
  });

  test('is not taken in by a page elsewhere that presses his buttons', async () => {
    expect((await pressFrom('cross-site')).status).toBe(403);
    expect((await pressFrom('same-site')).status).toBe(403);
    expect(await (await pressFrom('same-origin')).json()).toEqual({ ended: [] });
  });

  test('sees the four queues on the dashboard', async () => {
    const page = await fetch(`${api.url}/ops/queues`, { headers: ADMIN });
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(await page.text()).toContain('Quire');
    const { queues } = board.parse(await getBoard(''));
    expect(queues.map(({ name }) => name).toSorted()).toEqual([
      'aggregate',
      'pages',
      'split',
      'webhooks',
    ]);
  });

  test('gets a hundred jobs at most, however many he asks for', async () => {
    const connection = await connectRedis(redis.url, createLog('test', 'silent'), {
      whenAway: 'wait',
    });
    const producer = createProducer(connection, 'quire');
    const pages = Array.from({ length: 130 }, (_, index) => index + 1);
    await producer.addPages('doc_many', pages);
    for (const asked of ['1000', '1e9', '101']) {
      const query = `?activeQueue=pages&status=waiting&jobsPerPage=${asked}&page=1`;
      const { queues } = board.parse(await getBoard(query));
      const jobs = queues.find(({ name }) => name === 'pages')?.jobs ?? [];
      expect({ asked, shown: jobs.length }).toEqual({ asked, shown: 100 });
    }
    await producer.close();
    connection.disconnect();
  });
});

describe('the health routes', () => {
  test('ask for no key', async () => {
    expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
    const ready = await fetch(`${api.url}/readyz`);
    expect(await ready.json()).toEqual({ status: 'ready', checks: { redis: true, blobs: true } });
    expect(await (await fetch(`${api.url}/metrics`)).text()).toContain('role="api"');
  });
});

describe('the status', () => {
  test('tells the depths of the queues and what is held up', async () => {
    expect(await get('status', ANNA)).toMatchObject({
      queues: {
        split: { waiting: expect.any(Number), active: 0, delayed: 0, failed: 0 },
        webhooks: { waiting: 0 },
      },
      paused: [],
      documents: { active: expect.any(Number), oldest: { waiting_s: expect.any(Number) } },
    });
    expect(await get('status', ADMIN)).toMatchObject({
      paused: [],
      budgets: [],
      documents: { oldest: { id: expect.stringMatching(/^doc_/) } },
    });
    const wrong = { authorization: 'Basic cm9vdDp3cm9uZw==' };
    expect((await fetch(`${api.url}/v1/status`, { headers: wrong })).status).toBe(401);
    expect((await fetch(`${api.url}/v1/documents`, { headers: ADMIN })).status).toBe(401);
  });
});

describe('while Redis is killed', () => {
  test('every route says so within three seconds, and all is well once it is back', async () => {
    const { id } = await acceptedOf(await postPdf(api.url, { headers: ANNA }));
    await redis.kill();
    const asked: (() => Promise<Response>)[] = [
      () => postPdf(api.url, { headers: ANNA }),
      () => postPdf(api.url, { headers: { ...ANNA, 'idempotency-key': 'k' } }),
      () => fetch(`${api.url}/v1/documents`, { headers: ANNA }),
      () => fetch(`${api.url}/v1/documents/${id}`, { headers: ANNA }),
      () => fetch(`${api.url}/v1/documents/${id}/result`, { headers: ANNA }),
      () => fetch(`${api.url}/v1/status`, { headers: ANNA }),
      () => fetch(`${api.url}/v1/admin/resume`, { method: 'POST', headers: ADMIN }),
    ];
    for (const ask of asked) {
      const startedAt = performance.now();
      const response = await ask();
      expect(performance.now() - startedAt).toBeLessThan(3_000);
      expect(await problemOf(response)).toMatchObject({ status: 503, code: 'redis_unavailable' });
      expect(response.headers.get('retry-after')).toBe('2');
    }
    expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${api.url}/readyz`)).json()).toMatchObject({
      checks: { redis: false, blobs: true },
    });
    await redis.restart();
    await untilReady();
    expect(await get(`documents/${id}`, ANNA)).toMatchObject({ id, status: 'queued' });
    await acceptedOf(await postPdf(api.url, { headers: ANNA }));
  });
});

const list = z.object({
  data: z.array(z.looseObject({ id: z.string() })),
  next_cursor: z.string().nullable(),
});

const board = z.looseObject({
  queues: z.array(z.looseObject({ name: z.string(), jobs: z.array(z.unknown()) })),
});

async function get(path: string, headers: Record<string, string>): Promise<unknown> {
  const response = await fetch(`${api.url}/v1/${path}`, { headers });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return response.json();
}

function pressFrom(site: string): Promise<Response> {
  return fetch(`${api.url}/v1/admin/resume`, {
    method: 'POST',
    headers: { ...ADMIN, 'sec-fetch-site': site },
  });
}

function idsOf(page: unknown): string[] {
  return list.parse(page).data.map(({ id }) => id);
}

async function getBoard(query: string): Promise<unknown> {
  const response = await fetch(`${api.url}/ops/queues/api/queues${query}`, { headers: ADMIN });
  return response.json();
}

async function untilReady(): Promise<void> {
  const deadline = performance.now() + 20_000;
  while ((await fetch(`${api.url}/readyz`)).status !== 200) {
    if (performance.now() > deadline) throw new Error('the api is not ready again');
    await sleep(50);
  }
}
