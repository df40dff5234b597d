/**
 * Every Redis key of this package. The keys of one document share its hash tag, so that a script
 * over them runs on one slot of a cluster.
 */
export interface DocumentKeys {
  /** Hash: the accepted document as JSON, its status, its counters, the slice handed out last. */
  readonly document: string;
  /** Hash: page number to its place in the sources. */
  readonly plan: string;
  /** List: the page numbers in order. */
  readonly order: string;
  /** List: the pages that are handed out in this round: all of the order, or what is retried. */
  readonly todo: string;
  /** Hash: page number to the finished page. */
  readonly pages: string;
  /** Sorted set: the numbers of failed pages. */
  readonly failed: string;
  /**
   * Hash: page number to calls sent for it; under `N:fence` its claims so far, under `N:ambiguous` and
   * `N:doubts` its calls without an answer, counted and named; under `N:draft` what is known of a page
   * that is to be asked about again, as JSON, and under `N:drafted` the calls in that; under `N:pictures` the
   * hashes of what was sent for it, under `N:arrived` what came back for its call in a batch, as JSON, and
   * under `N:apart` the round in which it was taken out of the window for that.
   */
  readonly calls: string;
  /** Hash: page number to renderers that it ended; it forgets by itself. */
  readonly kills: string;
  /** Hash: page number to the claim of whoever is about to send its call, or has. */
  readonly claims: string;
  /** Hash: page and call to the claim of one that was given up on and may still come back. */
  readonly lapsed: string;
  /** Hash: reservation to what the limiter has to be told of it. */
  readonly owed: string;
  /** Hash: queue name to the job that has to be added to it. */
  readonly outbox: string;
}

/** A page asks for its document's keys a dozen times: made anew each time they were 4 % of all garbage. */
const MOST_REMEMBERED = 64;
const remembered = new Map<string, DocumentKeys>();

export function documentKeys(prefix: string, documentId: string): DocumentKeys {
  const tag = `${prefix}:{${documentId}}`;
  const known = remembered.get(tag);
  if (known !== undefined) return known;
  const oldest = remembered.keys().next();
  if (remembered.size >= MOST_REMEMBERED && oldest.done !== true) remembered.delete(oldest.value);
  const keys = makeKeys(tag);
  remembered.set(tag, keys);
  return keys;
}

function makeKeys(tag: string): DocumentKeys {
  const key = (name: string): string => `${tag}:${name}`;
  return {
    document: key('document'),
    plan: key('plan'),
    order: key('order'),
    todo: key('todo'),
    pages: key('pages'),
    failed: key('failed'),
    calls: key('calls'),
    kills: key('kills'),
    claims: key('claims'),
    lapsed: key('lapsed'),
    owed: key('owed'),
    outbox: key('outbox'),
  };
}

/** Stream: what a document's calls came to. Outlives the document, and holds no content. */
export const ledgerKey = (prefix: string, documentId: string): string =>
  `${prefix}:{${documentId}}:ledger`;

/** Set: ids of the documents that have lines in the ledger of a day (`2026-11-22`, UTC). */
export const ledgerDayKey = (prefix: string, day: string): string => `${prefix}:ledger:${day}`;

/** Everything of the cache of answers: one slot, for its bound is one for all tenants. */
export interface CacheKeys {
  /** String: a kept answer. */
  readonly answer: string;
  /** String: who is asking for this answer now. */
  readonly flight: string;
  /** Sorted set: keys of the kept answers, by when they are forgotten. */
  readonly order: string;
  /** Hash: key of a kept answer to its bytes; under `total` their sum. */
  readonly sizes: string;
}

export function cacheKeys(prefix: string, key: string): CacheKeys {
  return {
    answer: `${prefix}:{cache}:answer:${key}`,
    flight: `${prefix}:{cache}:flight:${key}`,
    order: `${prefix}:{cache}:order`,
    sizes: `${prefix}:{cache}:sizes`,
  };
}

/** Batches of calls: one slot, for each is many documents'. */
export interface BatchKeys {
  /** Sorted set: keys of those that are not done with, by when they began. */
  readonly open: string;
  /** String: held by the one process that looks after them. */
  readonly leader: string;
  /** Hash: where one batch stands. */
  readonly batch: string;
  /** String: its calls, as JSON. */
  readonly entries: string;
}

/** @param batch our name for one of them */
export function batchKeys(prefix: string, batch = ''): BatchKeys {
  return {
    open: `${prefix}:{batches}:open`,
    leader: `${prefix}:{batches}:leader`,
    batch: `${prefix}:{batches}:batch:${batch}`,
    entries: `${prefix}:{batches}:entries:${batch}`,
  };
}

/** Sorted set, all scores 0: a tenant's document ids, which sort by age. */
export const listingKey = (prefix: string, tenant: string): string => `${prefix}:listing:${tenant}`;

/** Sorted set: ids of documents that have not ended, by the time they were accepted. */
export const activeKey = (prefix: string): string => `${prefix}:active`;

/** Sorted set: the same ids, by the time they were last looked after. */
export const touchedKey = (prefix: string): string => `${prefix}:touched`;

/** String: which document an Idempotency-Key stands for. */
export const idempotencyKey = (prefix: string, tenant: string, keyHash: string): string =>
  `${prefix}:idempotency:${tenant}:${keyHash}`;

/** String: tokens of a prompt, by the hash of all that was counted. */
export const promptCountKey = (prefix: string, hash: string): string =>
  `${prefix}:prompt-tokens:${hash}`;

/** String: held by the one process that is sweeping. */
export const sweeperKey = (prefix: string): string => `${prefix}:sweeper`;

/** Hash: which blob store this Redis belongs to, and how often that was checked. */
export const epochKey = (prefix: string): string => `${prefix}:epoch`;
