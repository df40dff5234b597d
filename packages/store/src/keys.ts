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
  /** Hash: page number to the finished page. */
  readonly pages: string;
  /** Sorted set: the numbers of failed pages. */
  readonly failed: string;
  /** Hash: page number to calls sent for it. */
  readonly calls: string;
  /** Hash: page number to renderers that it ended; it forgets by itself. */
  readonly kills: string;
  /** Hash: queue name to the job that has to be added to it. */
  readonly outbox: string;
}

export function documentKeys(prefix: string, documentId: string): DocumentKeys {
  const key = (name: string): string => `${prefix}:{${documentId}}:${name}`;
  return {
    document: key('document'),
    plan: key('plan'),
    order: key('order'),
    pages: key('pages'),
    failed: key('failed'),
    calls: key('calls'),
    kills: key('kills'),
    outbox: key('outbox'),
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

/** String: held by the one process that is sweeping. */
export const sweeperKey = (prefix: string): string => `${prefix}:sweeper`;
