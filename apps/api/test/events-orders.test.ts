import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { hasEnded, documentView, pageSchema, type PageSummary, pageSummary } from '@quire/domain';
import { type PrivateRedis, startPrivateRedis } from '@quire/testkit';
import * as fc from 'fast-check';
import { type SeenEvent, type SeenStream, followStream } from './follow-stream.ts';
import { playWorkers, somePage, type Workers } from './play-workers.ts';
import { acceptedOf, postPdf, startTestApi, type TestApi } from './start-test-api.ts';

jest.setTimeout(120_000);

const PAGES = 5;

let redis: PrivateRedis;
let api: TestApi;
let workers: Workers;

beforeAll(async () => {
  redis = await startPrivateRedis();
  api = await startTestApi(redis.url);
  workers = await playWorkers(redis.url);
});

afterAll(async () => {
  workers.stop();
  await api.stop();
  await redis.stop();
});

/** Somebody who follows a document, over as many connections as it takes, and knows only events. */
class Client {
  readonly pages = new Map<number, PageSummary>();
  document: unknown;
  lastId: string | undefined;
  readonly #url: string;
  #stream: SeenStream | undefined;
  #reading: Promise<void> = Promise.resolve();

  constructor(url: string) {
    this.#url = url;
  }

  async connect(): Promise<void> {
    if (this.#stream !== undefined) return;
    const headers = this.lastId === undefined ? undefined : { 'last-event-id': this.lastId };
    const stream = await followStream(this.#url, headers).catch(ifAllIsTold);
    if (stream === null) return;
    this.#stream = stream;
    this.#reading = this.#read(stream);
  }

  async leave(): Promise<void> {
    await this.#stream?.leave();
    this.#stream = undefined;
    await this.#reading.catch(() => undefined);
  }

  /** Reads to the end of a document that has ended. */
  async finish(): Promise<void> {
    await this.connect();
    await this.#reading;
    this.#stream = undefined;
    // It may have ended before it was set going again for the last time.
    await this.connect();
    await this.#reading;
  }

  async #read(stream: SeenStream): Promise<void> {
    for (let event = await stream.next(); event !== null; event = await stream.next()) {
      this.#see(event);
    }
    this.#stream = undefined;
  }

  #see({ id, event, data }: SeenEvent): void {
    // Another round: what was known of pages is to be told anew.
    if (roundOf(id) !== roundOf(this.lastId ?? '')) this.pages.clear();
    this.lastId = id;
    if (event === 'document') this.document = data;
    else {
      const page = pageSummary.parse(data);
      this.pages.set(page.page, page);
    }
  }
}

function ifAllIsTold(error: unknown): null {
  if (error instanceof Error && error.message.startsWith('204')) return null;
  throw error;
}

function roundOf(id: string): string {
  return id.split('-')[0] ?? '';
}

const anError = { code: 'claude_timeout', detail: 'no answer' } as const;

/** Whatever may happen to a document, as far as it can at that moment. */
async function act(id: string, step: Step, clients: readonly Client[]): Promise<void> {
  const client = clients[step.who % clients.length];
  switch (step.act) {
    case 'connect':
      return client?.connect();
    case 'leave':
      return client?.leave();
    case 'pause':
      return sleep(step.page * 10);
    case 'commit':
      await workers.commit(id, somePage(step.page));
      return;
    case 'fail':
      await workers.commit(id, somePage(step.page, { verdict: 'failed', error: anError }));
      return;
    case 'reject':
      await workers.reject(
        id,
        somePage(step.page, {
          verdict: 'failed',
          error: { code: 'picture_mixed_up', detail: String(step.who) },
        }),
      );
      return;
    case 'cancel':
      await workers.end(id, 'cancelled');
      return;
    case 'again': {
      await workers.end(id, 'cancelled');
      const round = Number((await workers.redis.hget(`quire:{${id}}:document`, 'round')) ?? 1);
      await workers.retry(id, round + 1);
    }
  }
}

async function get(path: string): Promise<string> {
  return (await fetch(`${api.url}/v1/documents/${path}`)).text();
}

/** Every page there is, as its own record has it. */
async function pagesOf(id: string): Promise<Map<number, PageSummary>> {
  const lines = (await get(`${id}/result?format=ndjson&partial=1`)).trim().split('\n');
  const pages = lines
    .filter((line) => line !== '')
    .map((line) => pageSummary.parse(pageSchema.parse(JSON.parse(line))));
  return new Map(pages.map((page) => [page.page, page]));
}

async function live(steps: readonly Step[]): Promise<void> {
  const { id } = await acceptedOf(await postPdf(api.url));
  await workers.plan(id, PAGES);
  const clients = [1, 2].map(() => new Client(`${api.url}/v1/documents/${id}/events`));
  for (const step of steps) await act(id, step, clients);
  await workers.end(id, 'partial');
  const document: unknown = JSON.parse(await get(id));
  expect(hasEnded(documentView.parse(document).status)).toBe(true);
  const pages = await pagesOf(id);
  for (const client of clients) {
    await client.finish();
    expect(sorted(client.pages)).toEqual(sorted(pages));
    expect(client.document).toEqual(document);
    await client.leave();
  }
}

function sorted(pages: ReadonlyMap<number, PageSummary>): PageSummary[] {
  return [...pages.values()].toSorted((a, b) => a.page - b.page);
}

const step = fc.record({
  act: fc.oneof(
    { weight: 5, arbitrary: fc.constant('commit' as const) },
    { weight: 3, arbitrary: fc.constantFrom('connect' as const, 'leave' as const) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'fail' as const,
        'reject' as const,
        'cancel' as const,
        'again' as const,
        'pause' as const,
      ),
    },
  ),
  page: fc.integer({ min: 1, max: PAGES }),
  who: fc.integer({ min: 0, max: 1 }),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

test('whatever happens in which order, and whenever a client leaves and comes again: it knows in the end what GET says', async () => {
  const property = fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), live);
  await fc.assert(property, { numRuns: 60, endOnFailure: true });
});
