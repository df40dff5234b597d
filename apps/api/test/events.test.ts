import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { pageSummary } from '@quire/domain';
import { type PrivateRedis, startPrivateRedis } from '@quire/testkit';
import { followStream, type SeenEvent, type SeenStream } from './follow-stream.ts';
import { playWorkers, somePage, type Workers } from './play-workers.ts';
import { acceptedOf, postPdf, problemOf, startTestApi, type TestApi } from './start-test-api.ts';

jest.setTimeout(60_000);

const ANNA = { authorization: 'Bearer key-of-anna' };
const BERT = { authorization: 'Bearer key-of-bert' };
const UNKNOWN = `doc_${'0'.repeat(26)}`;

let redis: PrivateRedis;
let api: TestApi;
let workers: Workers;

beforeAll(async () => {
  redis = await startPrivateRedis({ appendfsync: 'always' });
  api = await startTestApi(redis.url, {
    QUIRE_API_KEYS: 'anna:key-of-anna,bert:key-of-bert',
    QUIRE_MAX_STREAMS: '4',
  });
  workers = await playWorkers(redis.url);
});

afterAll(async () => {
  workers.stop();
  await api.stop();
  await redis.stop();
});

async function newDocument(): Promise<string> {
  return (await acceptedOf(await postPdf(api.url, { headers: ANNA }))).id;
}

function follow(id: string, lastId?: string, query = ''): Promise<SeenStream> {
  const resume: Record<string, string> = lastId === undefined ? {} : { 'last-event-id': lastId };
  return followStream(`${api.url}/v1/documents/${id}/events${query}`, { ...ANNA, ...resume });
}

async function get(path: string): Promise<unknown> {
  return (await fetch(`${api.url}/v1/documents/${path}`, { headers: ANNA })).json();
}

/** Reads on until an event is as asked for. */
async function until(
  stream: SeenStream,
  isSo: (event: SeenEvent) => boolean,
): Promise<SeenEvent[]> {
  const seen: SeenEvent[] = [];
  for (;;) {
    const event = await stream.next();
    if (event === null) throw new Error(`ended after ${JSON.stringify(seen)}`);
    seen.push(event);
    if (isSo(event)) return seen;
  }
}

const isStatus =
  (status: string) =>
  ({ event, data }: SeenEvent): boolean =>
    event === 'document' && JSON.stringify(data).includes(`"status":"${status}"`);

const isPage =
  (number: number) =>
  ({ event, data }: SeenEvent): boolean =>
    event === 'page' && pageSummary.parse(data).page === number;

describe('a stream of events', () => {
  test('tells how the document stands, each page as it ends, and last the end, as GET says it', async () => {
    const id = await newDocument();
    const stream = await follow(id);
    expect(await stream.next()).toMatchObject({
      id: '1-0',
      event: 'document',
      data: { id, status: 'queued', waiting_for: 'splitter' },
    });
    await workers.plan(id, 2);
    await until(stream, isStatus('processing'));
    await workers.commit(id, somePage(2, { verdict: 'failed', error: anError }));
    await until(stream, isPage(2));
    await workers.commit(id, somePage(1));
    await workers.end(id, 'partial');
    const seen = await stream.rest();
    expect(seen.find(({ event }) => event === 'page')).toEqual({
      id: '1-2',
      event: 'page',
      data: {
        page: 1,
        verdict: 'ok',
        model: 'claude-haiku-5-5',
        source: 'claude',
        usage: { input_tokens: 10, output_tokens: 3 },
        cost_usd: 0.00007,
        cached: false,
        attempts: 1,
        error: null,
      },
    });
    expect(seen.at(-1)).toEqual({ id: '1-2-end', event: 'document', data: await get(id) });
    expect(seen.at(-1)?.data).toMatchObject({ status: 'partial', failed_pages: [2] });
  });

  test('goes through proxies as it comes and as it is', async () => {
    const stream = await follow(await newDocument());
    expect(Object.fromEntries(stream.response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    expect(stream.response.headers.get('content-encoding')).toBeNull();
    await stream.next();
    expect(stream.retries).toEqual([2_000]);
    await stream.leave();
  });

  test('without pages, where those are not asked for', async () => {
    const id = await newDocument();
    await workers.plan(id, 1);
    await workers.commit(id, somePage(1));
    await workers.end(id, 'completed');
    const seen = await (await follow(id, undefined, '?events=document')).rest();
    expect(seen).toEqual([{ id: '1-1-end', event: 'document', data: await get(id) }]);
    const wrong = await fetch(`${api.url}/v1/documents/${id}/events?events=page`, {
      headers: ANNA,
    });
    expect(await problemOf(wrong)).toMatchObject({ status: 400, errors: [{ pointer: '/events' }] });
  });

  test('ends where the document is deleted meanwhile', async () => {
    const id = await newDocument();
    const stream = await follow(id);
    await stream.next();
    await workers.forget(id);
    expect(await stream.rest()).toEqual([]);
  });
});

describe('who comes again', () => {
  test('with the id of the last event is told what came since, and nothing twice', async () => {
    const id = await newDocument();
    await workers.plan(id, 3);
    await workers.commit(id, somePage(2));
    const first = await follow(id);
    const seen = await until(first, isPage(2));
    await first.leave();
    await workers.commit(id, somePage(1));
    const second = await follow(id, seen.at(-1)?.id);
    const more = await until(second, isPage(1));
    expect(more.filter(({ event }) => event === 'page')).toHaveLength(1);
    await second.leave();
  });

  test.each(['', 'nonsense', '1-99', '7-1', '1-2-3', '9999999999999-1', '99999999999999999999'])(
    'with an id that nobody knows (%s) is told all',
    async (lastId) => {
      const id = await newDocument();
      await workers.plan(id, 2);
      await workers.commit(id, somePage(2));
      const stream = await follow(id, lastId);
      const seen = await until(stream, isPage(2));
      expect(seen.map(({ event }) => event)).toEqual(['document', 'page']);
      await stream.leave();
    },
  );

  test('after a retry is told of the new round from its beginning', async () => {
    const id = await newDocument();
    await workers.plan(id, 2);
    await workers.commit(id, somePage(1));
    await workers.commit(id, somePage(2, { verdict: 'failed', error: anError }));
    await workers.end(id, 'partial');
    const before = await (await follow(id)).rest();
    expect(before.at(-1)?.id).toBe('1-2-end');
    await workers.retry(id, 2);
    const stream = await follow(id, '1-2-end');
    expect(await stream.next()).toMatchObject({ id: '2-0', data: { status: 'processing' } });
    expect(await stream.next()).toMatchObject({ id: '2-1', data: { page: 1 } });
    await workers.commit(id, somePage(2));
    await until(stream, ({ event, data }) => event === 'page' && isGood(data));
    await workers.end(id, 'completed');
    expect((await stream.rest()).at(-1)).toMatchObject({ id: '2-2-end' });
  });

  test('to a document that has ended gets its pages and its end, and told all, is sent away for good', async () => {
    const id = await newDocument();
    await workers.plan(id, 1);
    await workers.commit(id, somePage(1));
    await workers.end(id, 'completed');
    const seen = await (await follow(id)).rest();
    expect(seen.map((event) => event.id)).toEqual(['1-1', '1-1-end']);
    expect(await (await follow(id, '1-1')).rest()).toEqual(seen.slice(1));
    const again = await fetch(`${api.url}/v1/documents/${id}/events`, {
      headers: { ...ANNA, 'last-event-id': '1-1-end' },
    });
    expect([again.status, await again.text()]).toEqual([204, '']);
  });

  test('is told what came after the end that he knows: a page that was paid before a cancel', async () => {
    const id = await newDocument();
    await workers.plan(id, 2);
    await workers.end(id, 'cancelled');
    await workers.commit(id, somePage(2));
    const seen = await (await follow(id, '1-0-end')).rest();
    expect(seen.map((event) => event.id)).toEqual(['1-1', '1-1-end']);
  });
});

describe('asked otherwise', () => {
  test('it shows nobody the document of another tenant, or that it is there', async () => {
    const id = await newDocument();
    const ask = (which: string): Promise<Response> =>
      fetch(`${api.url}/v1/documents/${which}/events`, { headers: BERT });
    const ofAnother = await problemOf(await ask(id));
    expect(ofAnother).toMatchObject({ status: 404, code: 'document_not_found' });
    const ofNobody = await problemOf(await ask(UNKNOWN));
    const told = { request_id: '', instance: '' };
    expect({ ...ofAnother, ...told }).toEqual({ ...ofNobody, ...told });
    const withoutKey = await fetch(`${api.url}/v1/documents/${id}/events`);
    expect(await problemOf(withoutKey)).toMatchObject({ status: 401 });
  });

  test('by HEAD it sends the headers alone, by other methods it says which it takes', async () => {
    const url = `${api.url}/v1/documents/${await newDocument()}/events`;
    const head = await fetch(url, { method: 'HEAD', headers: ANNA });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(head.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const refused = await fetch(url, { method, headers: ANNA });
      expect(refused.headers.get('allow')).toBe('GET, HEAD');
      expect(await problemOf(refused)).toMatchObject({ status: 405, code: 'method_not_allowed' });
    }
  });

  test('more often than a tenant may it says so, and takes him again once he left one', async () => {
    const id = await newDocument();
    const streams = await Promise.all([follow(id), follow(id), follow(id), follow(id)]);
    const refused = await fetch(`${api.url}/v1/documents/${id}/events`, { headers: ANNA });
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(await problemOf(refused)).toMatchObject({ status: 429, code: 'too_many_streams' });
    // Another tenant's are counted by themselves.
    const ofBert = await fetch(`${api.url}/v1/documents/${UNKNOWN}/events`, { headers: BERT });
    expect(ofBert.status).toBe(404);
    expect(await metric('quire_event_streams')).toBe(4);
    await Promise.all(streams.map((stream) => stream.leave()));
    await untilMetric('quire_event_streams', 0);
    await (await follow(id)).leave();
  });
});

test('many who follow one document cost Redis no more than one', async () => {
  const id = await newDocument();
  await workers.plan(id, 30);
  await workers.commit(id, somePage(1));
  const streams = await Promise.all([follow(id), follow(id), follow(id), follow(id)]);
  await Promise.all(streams.map((stream) => until(stream, isPage(1))));
  expect(await workers.redis.pubsub('NUMSUB', `quire:{${id}}:document`)).toContain(1);
  await workers.redis.config('RESETSTAT');
  await workers.commit(id, somePage(2));
  await Promise.all(streams.map((stream) => until(stream, isPage(2))));
  const stats = await workers.redis.info('commandstats');
  // Of the document, and of its feed: once, and once more where a look without a ring comes between.
  for (const command of ['hgetall', 'lrange']) {
    const calls = Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1]);
    expect({ command, calls, areFew: calls >= 1 && calls < 4 }).toMatchObject({ areFew: true });
  }
  await Promise.all(streams.map((stream) => stream.leave()));
});

const anError = { code: 'claude_timeout', detail: 'no answer' } as const;

function isGood(data: unknown): boolean {
  return pageSummary.parse(data).verdict === 'ok' && pageSummary.parse(data).page === 2;
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${api.url}/metrics`)).text();
  return Number(new RegExp(`^${name}{[^}]*} (\\S+)$`, 'm').exec(text)?.[1]);
}

async function untilMetric(name: string, value: number): Promise<void> {
  while ((await metric(name)) !== value) await new Promise((resolve) => setTimeout(resolve, 20));
}
