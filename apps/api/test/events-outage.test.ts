import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type DocumentView, documentView, pageSummary } from '@quire/domain';
import { freePort, type PrivateRedis, startPrivateRedis } from '@quire/testkit';
import { EventSource } from 'undici';
import { followStream } from './follow-stream.ts';
import { playWorkers, somePage, type Workers } from './play-workers.ts';
import { acceptedOf, postPdf, startTestApi, type TestApi } from './start-test-api.ts';

jest.setTimeout(60_000);

let redis: PrivateRedis;
let workers: Workers;
let api: TestApi;
let port: string;

beforeAll(async () => {
  redis = await startPrivateRedis({ appendfsync: 'always' });
  workers = await playWorkers(redis.url);
  port = String(await freePort());
  api = await startTestApi(redis.url, { QUIRE_PORT: port });
});

afterAll(async () => {
  workers.stop();
  await api.stop();
  await redis.stop();
});

async function newDocument(pages: number): Promise<string> {
  const { id } = await acceptedOf(await postPdf(api.url));
  await workers.plan(id, pages);
  return id;
}

test('a stream outlives its Redis, and tells what happened when that is back', async () => {
  const id = await newDocument(2);
  const stream = await followStream(`${api.url}/v1/documents/${id}/events`);
  expect(await stream.next()).toMatchObject({ id: '1-0' });
  await workers.commit(id, somePage(1));
  expect(await stream.next()).toMatchObject({ id: '1-1', event: 'page' });
  await redis.kill();
  await redis.restart();
  await workers.commit(id, somePage(2));
  await workers.end(id, 'completed');
  const seen = await stream.rest();
  expect(seen.filter(({ event }) => event === 'page').map((event) => event.id)).toEqual(['1-2']);
  expect(seen.at(-1)).toMatchObject({ id: '1-2-end', data: { status: 'completed' } });
});

test('SIGTERM ends streams at once, with a wait; a browser comes again, misses nothing, and stops at the end', async () => {
  const id = await newDocument(3);
  const url = `${api.url}/v1/documents/${id}/events`;
  const browser = watchAsBrowser(url);
  await workers.commit(id, somePage(1));
  await browser.hasSeen(1);
  const stream = await followStream(url);
  await stream.next();
  const { code } = await api.process.stop(30_000);
  // Had the server waited for it, it would have been cut, and reading on would throw.
  await stream.rest();
  expect(code).toBe(0);
  expect(stream.retries).toEqual([2_000, expect.any(Number)]);
  await workers.commit(id, somePage(2));
  api = await startTestApi(redis.url, { QUIRE_PORT: port });
  await browser.hasSeen(2);
  await workers.commit(id, somePage(3));
  await workers.end(id, 'completed');
  await browser.hasStopped();
  expect(browser.pages).toEqual([1, 2, 3]);
  expect(browser.documents.at(-1)?.status).toBe('completed');
});

/** An EventSource as browsers have it: it comes again by itself, until it is told not to. */
function watchAsBrowser(url: string) {
  const source = new EventSource(url);
  const pages: number[] = [];
  const documents: DocumentView[] = [];
  source.addEventListener('page', (event) => pages.push(pageSummary.parse(dataOf(event)).page));
  source.addEventListener('document', (event) => documents.push(documentView.parse(dataOf(event))));
  return {
    pages,
    documents,
    hasSeen: (page: number) => until(() => pages.includes(page)),
    hasStopped: () => until(() => source.readyState === EventSource.CLOSED),
  };
}

function dataOf(event: Event): unknown {
  return JSON.parse('data' in event && typeof event.data === 'string' ? event.data : '');
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(10);
}
