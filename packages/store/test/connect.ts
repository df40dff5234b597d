import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import {
  type AcceptedDocument,
  admissionRules,
  noTokens,
  type Page,
  type PlannedPage,
} from '@quire/domain';
import { type PrivateRedis, startPrivateRedis } from '@quire/testkit';
import { Redis } from 'ioredis';
import {
  type ClaimRequest,
  createActiveDocuments,
  createCalls,
  createDeliveries,
  createDocuments,
  createLedger,
  createOutbox,
  createPages,
  createPlaces,
  type Intent,
  type PageCallOutcome,
  type PageEnding,
  type DocumentEnd,
} from '../src/index.ts';

export const PREFIX = 'test';
export const RETENTION_S = 3_600;
export const LEDGER_RETENTION_S = 7_200;

/** What a document's end owes to the courier. */
export const TOLD = JSON.stringify({
  webhookId: 'wh_doc_a_partial',
  type: 'document.partial',
  sequence: 1,
});

/** A private Redis for one test file, empty before each test, and everything of the store on it. */
export function useRedis(appendfsync: 'always' | 'no' = 'no'): () => {
  readonly server: PrivateRedis;
  readonly redis: Redis;
} {
  let server: PrivateRedis | undefined;
  let redis: Redis | undefined;
  beforeAll(async () => {
    server = await startPrivateRedis({ appendfsync });
    redis = new Redis(server.url, { maxRetriesPerRequest: null, retryStrategy: () => 20 });
    // A test that restarts Redis makes every connection say so.
    redis.on('error', () => undefined);
  });
  afterEach(async () => {
    await redis?.flushall();
    // Redis hears a moment later that a connection was closed.
    for (let looks = 0; looks < 250; looks += 1) {
      const clients = String(await redis?.client('LIST'));
      if (clients.trim().split('\n').length === 1) return;
      await setTimeout(20);
    }
    throw new Error('a test left a Redis connection open');
  });
  afterAll(async () => {
    redis?.disconnect();
    await server?.stop();
  });
  return () => {
    if (!server || !redis) throw new Error('Redis is there only while tests run');
    return { server, redis };
  };
}

export function openStore(redis: Redis) {
  return {
    documents: createDocuments(redis, PREFIX, RETENTION_S),
    pages: createPages(redis, PREFIX),
    places: createPlaces(redis, PREFIX, admissionRules(1024)),
    calls: createCalls(redis, PREFIX, LEDGER_RETENTION_S),
    ledger: createLedger(redis, PREFIX, LEDGER_RETENTION_S),
    outbox: createOutbox(redis, PREFIX),
    active: createActiveDocuments(redis, PREFIX),
    deliveries: createDeliveries(redis, PREFIX),
  };
}

export type Store = ReturnType<typeof openStore>;

export function accepted(id: string, more: Partial<AcceptedDocument> = {}): AcceptedDocument {
  return {
    id,
    tenant: 'acme',
    createdAtMs: 1_000,
    sources: [{ sha256: 'aa', bytes: 1, media_type: 'application/pdf', filename: 'a.pdf' }],
    options: {},
    ...more,
  };
}

export function planOf(pages: readonly number[]): PlannedPage[] {
  return pages.map((number, index) => ({
    page: number,
    index,
    source: 0,
    width: 595,
    height: 842,
    unit: 'pt',
  }));
}

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

/** Places for one document alone, which nobody else waits for. */
export const placesOf = (window: number) => ({
  takeTurn: () => Promise.resolve({ window, rank: 1, admitted: [] }),
  leave: () => Promise.resolve([]),
});

/** A document whose pages 1 to `pages` may be handed out. */
export async function planned({ documents }: Store, id: string, pages: number): Promise<void> {
  await documents.create(accepted(id), '{"split":1}');
  await documents.plan(id, planOf(upTo(pages)));
}

/** How a document ends, without a reason. */
export function end(
  status: 'completed' | 'failed' | 'cancelled',
  webhookJob: string | null = null,
): DocumentEnd {
  return { status, reason: null, webhookJob };
}

export function page(number: number, more: Partial<Page> = {}): Page {
  return {
    page: number,
    verdict: 'ok',
    text: `text of ${number}`,
    data: null,
    repairs: [],
    evidence: null,
    calls: [],
    model: 'claude-haiku-5-5',
    source: 'claude',
    rotation: 0,
    picture: null,
    usage: { input_tokens: 10, output_tokens: 3 },
    cost_usd: 0.00007,
    cached: false,
    attempts: 1,
    request_id: null,
    stop_reason: 'end_turn',
    error: null,
    ...more,
  };
}

/** The outcome of a call that costs 70 micro-dollars. */
export const outcome = (attempt: number, more: Partial<PageCallOutcome> = {}): PageCallOutcome => ({
  attempt,
  usage: { ...noTokens, input_tokens: 10, output_tokens: 3 },
  costMicroUsd: 70,
  requestId: `req_${attempt}`,
  code: null,
  settlement: '{"outcome":"used"}',
  ...more,
});

export const commitWith = (window: number): PageEnding => ({
  window,
  aggregateJob: '{"aggregate":1}',
  fence: null,
  call: outcome(1),
});

/** Takes a slice and confirms it, as a splitter that lives does. */
export async function feed(
  { pages }: Store,
  id: string,
  window: number,
): Promise<readonly number[]> {
  const slice = await pages.takeSlice(id, { window, again: false });
  if (slice) await pages.confirmSlice(id, slice, window);
  return slice?.pages ?? [];
}

export const CAP = 2;
export const LEASE_MS = 60_000;

/** A claim as a worker asks for it. */
export const claimAs = (owner: string, more: Partial<ClaimRequest> = {}): ClaimRequest => ({
  owner,
  leaseMs: LEASE_MS,
  ambiguousCap: CAP,
  ...more,
});

/** What is known of a call before it is sent; the limiter knows it by `reservation`. */
export const intentOf = (reservation: string, page_ = 1, leaseMs = LEASE_MS): Intent => ({
  facts: {
    tenant: 'acme',
    page: page_,
    model: 'claude-haiku-5-5',
    lane: 'realtime',
    reservation_id: reservation,
    price_table: '2026-10-08',
    expected_micro_usd: 100,
  },
  forfeit: JSON.stringify({ reservation, outcome: 'forfeited' }),
  leaseMs,
  pictureSha256: `picture-of-${page_}`,
});

let reservations = 0;

/** A call that is claimed and about to be sent. @returns which of its page's calls it is */
export async function sent(
  { calls }: Pick<Store, 'calls'>,
  id: string,
  page_: number,
  { leaseMs = LEASE_MS, owner = 'w1' } = {},
): Promise<number> {
  reservations += 1;
  const claim = await calls.claim(id, page_, claimAs(owner));
  if (claim.kind !== 'claimed') throw new Error(`not claimed: ${JSON.stringify(claim)}`);
  const intent = intentOf(`r${reservations}`, page_, leaseMs);
  const attempt = await calls.intend(id, page_, claim.fence, intent);
  if (attempt === null) throw new Error('its claim was lost');
  return attempt;
}

/** All that iterates. */
export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const gathered: Item[] = [];
  for await (const item of items) gathered.push(item);
  return gathered;
}
