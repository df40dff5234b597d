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
   * hashes of what was sent for it, or of what its kept answer is about; under `N:arrived` what came back for
   * its call in a batch, as JSON, and under `N:apart` where it stands that is out of the window for a batch.
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
  /** List: numbers of pages, each once more whenever its record changes; begun anew by each retry. */
  readonly feed: string;
  /** Hash: `webhook-id` to what was sent to the receiver and what came back, as JSON. */
  readonly deliveries: string;
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
    feed: key('feed'),
    deliveries: key('deliveries'),
  };
}

/** Stream: what a document's calls came to. Outlives the document, and holds no content. */
export const ledgerKey = (prefix: string, documentId: string): string =>
  `${prefix}:{${documentId}}:ledger`;

/**
 * What is left of a document that was deleted: its hash, until all else of it is removed, and then a string
 * that for a day says no more than that it is gone.
 */
export const deletedKey = (prefix: string, documentId: string): string =>
  `${prefix}:{${documentId}}:deleted`;

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

/** What is known of one receiver of a tenant. A tenant's share a slot, for some bounds are for all of them. */
export interface ReceiverKeys {
  /** Hash: how the receiver's host fares, and when its next delivery may begin. */
  readonly lane: string;
  /** Hash: since when this URL only fails, and since when it is disabled. */
  readonly endpoint: string;
  /** Sorted set: the tenant's deliveries that are being sent, by when their couriers count as dead. */
  readonly sending: string;
  /** Sorted set: those that were told when to come again, by when. */
  readonly slots: string;
}

/** @param lane, endpoint hashes of the receiver's origin and of its URL */
export function receiverKeys(
  prefix: string,
  tenant: string,
  { lane, endpoint }: { readonly lane: string; readonly endpoint: string },
): ReceiverKeys {
  const tag = `${prefix}:{receivers_${tenant}}`;
  return {
    lane: `${tag}:lane:${lane}`,
    endpoint: `${tag}:endpoint:${endpoint}`,
    sending: `${tag}:sending`,
    slots: `${tag}:slots`,
  };
}

/** Hash: tenant and hash of a URL to a disabled endpoint, as JSON. */
export const disabledEndpointsKey = (prefix: string): string => `${prefix}:disabled-endpoints`;

/** Everything about a blob's users: one slot, for a script on one blob touches what is kept of all. */
export interface BlobKeys {
  /** Sorted set: those who use it, documents and uploads, by when they are looked at next. */
  readonly users: string;
  /** Sorted set: names of all blobs, by when their users are looked at next. */
  readonly due: string;
  /** Hash: name of a blob that is being removed to who removes it, and since when. */
  readonly condemned: string;
}

export function blobKeys(prefix: string, name: string): BlobKeys {
  return {
    users: `${prefix}:{blobs}:users:${name}`,
    due: `${prefix}:{blobs}:due`,
    condemned: `${prefix}:{blobs}:condemned`,
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

/** Sorted set: ids of deleted documents of which not all is removed, by when that was last tried. */
export const deletingKey = (prefix: string): string => `${prefix}:deleting`;

/** String: which document an Idempotency-Key stands for. */
export const idempotencyKey = (prefix: string, tenant: string, keyHash: string): string =>
  `${prefix}:idempotency:${tenant}:${keyHash}`;

/** String: tokens of a prompt, by the hash of all that was counted. */
export const promptCountKey = (prefix: string, hash: string): string =>
  `${prefix}:prompt-tokens:${hash}`;

/** Hash: document to its place, or that it waits for one. */
export const standingKey = (prefix: string): string => `${prefix}:{places}:standing`;

/** Sorted set: documents that have a place, by when one was last looked after. */
export const lookedKey = (prefix: string): string => `${prefix}:{places}:looked`;

/** Hash: who holds how many pages, and whose turn it is (`scripts/parts/places.lua`). */
export const placesStateKey = (prefix: string): string => `${prefix}:{places}:state`;

/**
 * What the scripts of places touch, in their order: one slot, for their bound is one for all tenants. A
 * lane's own are three sorted sets: who waits, by turn and by age, and the tenants of those.
 */
export const placesKeys = (prefix: string, lane: string): string[] => [
  placesStateKey(prefix),
  standingKey(prefix),
  lookedKey(prefix),
  ...['waiting', 'ages', 'tenants'].map((name) => `${prefix}:{places}:${name}:${lane}`),
];

/** String: held by the one process that is sweeping. */
export const sweeperKey = (prefix: string): string => `${prefix}:sweeper`;

/** Hash: which blob store this Redis belongs to, and how often that was checked. */
export const epochKey = (prefix: string): string => `${prefix}:epoch`;
