import { randomUUID } from 'node:crypto';
import type {
  AcceptedDocument,
  DocumentProgress,
  DocumentRecord,
  DocumentStatus,
  EndStatus,
  PlannedPage,
  WholeWay,
} from '@quire/domain';
import { plannedPage } from '@quire/domain';
import { runTogether } from '@quire/redis-script';
import type { Redis } from 'ioredis';
import { documentFromFields, isStatus } from './document-fields.ts';
import { activeKey, deletedKey, documentKeys, listingKey, touchedKey } from './keys.ts';
import { raiseBudget } from './raise-budget.ts';
import { createFieldReader } from './read-fields.ts';
import { loadScript } from './script.ts';

const createDocument = loadScript('create-document-3');
const startSplitting = loadScript('start-splitting-1', 'bell');
const retryDocument = loadScript('retry-document-14', 'bell');
const parkDocument = loadScript('park-document-1', 'bell');
const noteBatch = loadScript('note-batch-1', 'bell');
const planDocument = loadScript('plan-document-7', 'bell');
const endDocument = loadScript('end-document-14', 'bell');

/** A call in a batch is open for a day; a worker's spool may come back after its machine was down for hours. */
const CALLS_BOOKED_FOR_S = 2 * 86_400;

/** How many plan entries go to Redis in one command; 500 are about 40 kB. */
const PLAN_CHUNK = 500;

/** Documents from their acceptance to their end. Every method may be repeated without harm. */
export interface Documents {
  /**
   * Writes the document and the split job that its outbox owes.
   * @returns false when a document with this id was there already, or was deleted
   */
  create(document: AcceptedDocument, splitJob: string): Promise<boolean>;
  read(documentId: string): Promise<DocumentRecord | null>;
  /** Ids of a tenant's documents, newest first, after `cursor` (an id) where one is given. */
  list(tenant: string, cursor: string | undefined, limit: number): Promise<string[]>;
  /** Takes an id off the tenant's list, for a document whose retention has passed. */
  unlist(tenant: string, documentId: string): Promise<void>;
  startSplitting(documentId: string): Promise<void>;
  /**
   * Writes the plan and fixes the page count.
   * @param whole how it is asked as a whole, and by which job (as JSON), which the outbox then owes: at
   * once, or once every page has ended
   * @returns false when the document has ended
   */
  plan(documentId: string, pages: readonly PlannedPage[], whole?: WholeJob): Promise<boolean>;
  plannedPage(documentId: string, page: number): Promise<PlannedPage | null>;
  /** Those of the pages that are in the plan, in the order asked for. */
  plannedPages(documentId: string, pages: readonly number[]): Promise<PlannedPage[]>;
  /** Page numbers in order, from position `from`, at most `count`. */
  order(documentId: string, from: number, count: number): Promise<number[]>;
  /** Says what a document that is being read waits for, until its next call is sent. */
  park(documentId: string, waiting: NonNullable<DocumentProgress['parked']>): Promise<void>;
  /** Says which batch some of a document's pages went with last, while it is being read. */
  noteBatch(documentId: string, batch: NonNullable<DocumentProgress['batch']>): Promise<void>;
  /** @returns false when it had ended before, or is gone */
  end(documentId: string, end: DocumentEnd): Promise<boolean>;
  /**
   * Sets a document that ended without all of its pages going again; its good pages stay. Any other
   * document stays as it is.
   * @param round the one that this would be; a retry of an earlier one changes nothing
   * @param jobs of this round, as JSON: `splitJob` is owed where its pages were never told apart,
   * `wholeJob` where it is asked as a whole
   * @returns its status afterwards; null when it is gone
   */
  retry(documentId: string, round: number, jobs: RetryJobs): Promise<DocumentStatus | null>;
  /**
   * Raises a document's own cap, and lets it wait no longer.
   * @returns the cap afterwards in dollars, higher where it was so already; null where it has none
   */
  raiseBudget(documentId: string, budgetUsd: number): Promise<number | null>;
}

interface RetryJobs {
  readonly splitJob: string;
  readonly wholeJob: string;
}

export interface WholeJob {
  readonly way: WholeWay;
  readonly job: string;
}

export interface DocumentEnd {
  readonly status: EndStatus;
  readonly reason: DocumentProgress['reason'];
  /** The webhook job as JSON, or null when nobody asked to be told. */
  readonly webhookJob: string | null;
}

/** @param retentionS how long a document is kept after its end, in seconds */
export function createDocuments(redis: Redis, prefix: string, retentionS: number): Documents {
  const readFields = createFieldReader(redis);
  // Read with each page: those who ask for a document at the same time are told the same.
  const readOnce = runTogether<null, DocumentRecord | null>(redis, async (documentId, asked) => {
    const keys = documentKeys(prefix, documentId);
    const fields = await redis.hgetall(keys.document);
    // Most documents have no failed page, and need not be asked.
    const failed = fields['failed'] === undefined ? [] : await redis.zrange(keys.failed, '0', '-1');
    const record = documentFromFields(fields, failed.map(Number));
    return asked.map(() => record);
  });
  return {
    async create(document, splitJob) {
      // First the lists, the sweeper's before the others, then the record: an id without a record is
      // swept away, while a record that no list knows would wait unseen.
      await redis.zadd(touchedKey(prefix), document.createdAtMs, document.id);
      await redis.zadd(activeKey(prefix), document.createdAtMs, document.id);
      await redis.zadd(listingKey(prefix, document.tenant), 0, document.id);
      const keys = documentKeys(prefix, document.id);
      const accepted = JSON.stringify(document);
      const created = await createDocument.run(
        redis,
        [keys.document, keys.outbox, deletedKey(prefix, document.id)],
        [accepted, splitJob],
      );
      // Whoever listed documents a moment ago found no record, and took the id off the list.
      await redis.zadd(listingKey(prefix, document.tenant), 0, document.id);
      return created === 1;
    },
    read: (documentId) => readOnce(documentId, null),
    list(tenant, cursor, limit) {
      const after = cursor === undefined ? '+' : `(${cursor}`;
      return redis.zrevrangebylex(listingKey(prefix, tenant), after, '-', 'LIMIT', 0, limit);
    },
    async unlist(tenant, documentId) {
      await redis.zrem(listingKey(prefix, tenant), documentId);
    },
    async startSplitting(documentId) {
      await startSplitting.run(redis, [documentKeys(prefix, documentId).document], []);
    },
    async plan(documentId, pages, whole) {
      const { document, plan, order, todo, outbox } = documentKeys(prefix, documentId);
      const draft = await writeDraft(redis, { plan, order }, pages);
      const keys = [document, plan, order, todo, draft.plan, draft.order, outbox];
      const values = [pages.length, whole?.way ?? '', whole?.job ?? ''];
      return (await planDocument.run(redis, keys, values)) === 1;
    },
    async plannedPage(documentId, page) {
      const [entry] = await readFields(documentKeys(prefix, documentId).plan, [String(page)]);
      return entry === null || entry === undefined ? null : plannedPage.parse(JSON.parse(entry));
    },
    async plannedPages(documentId, pages) {
      if (pages.length === 0) return [];
      const entries = await redis.hmget(
        documentKeys(prefix, documentId).plan,
        ...pages.map(String),
      );
      return entries.flatMap((entry) =>
        entry === null ? [] : [plannedPage.parse(JSON.parse(entry))],
      );
    },
    async order(documentId, from, count) {
      const { order } = documentKeys(prefix, documentId);
      return (await redis.lrange(order, from, from + count - 1)).map(Number);
    },
    async park(documentId, waiting) {
      const keys = [documentKeys(prefix, documentId).document];
      await parkDocument.run(redis, keys, [JSON.stringify(waiting)]);
    },
    async noteBatch(documentId, batch) {
      const keys = [documentKeys(prefix, documentId).document];
      await noteBatch.run(redis, keys, [JSON.stringify(batch)]);
    },
    async end(documentId, { status, reason, webhookJob }) {
      const keys = documentKeys(prefix, documentId);
      const { document, outbox, calls, claims, lapsed, owed, deliveries, ...others } = keys;
      const told = [reason === null ? '' : JSON.stringify(reason), webhookJob ?? ''];
      const ended = await endDocument.run(
        redis,
        [document, outbox, calls, claims, lapsed, owed, deliveries, ...Object.values(others)],
        [status, ...told, retentionS, CALLS_BOOKED_FOR_S],
      );
      return ended === 1;
    },
    async retry(documentId, round, { splitJob, wholeJob }) {
      // As for a new document: one that is set going and on no list would wait unseen.
      const nowMs = Date.now();
      await redis.zadd(touchedKey(prefix), nowMs, documentId);
      await redis.zadd(activeKey(prefix), nowMs, documentId);
      const keys = documentKeys(prefix, documentId);
      const { document, outbox, pages, failed, order, todo, calls, kills, feed, ...others } = keys;
      const named = [document, outbox, pages, failed, order, todo, calls, kills, feed];
      const values = [splitJob, round, wholeJob];
      const reply = await retryDocument.run(redis, [...named, ...Object.values(others)], values);
      return isStatus(reply) ? reply : null;
    },
    raiseBudget(documentId, budgetUsd) {
      return raiseBudget(redis, documentKeys(prefix, documentId).document, budgetUsd);
    },
  };
}

/**
 * Writes a plan of any length in small commands, under names of its own: two splitters at work on
 * one document must not mix theirs, and a half-written one must never be in force.
 */
async function writeDraft(
  redis: Redis,
  keys: { readonly plan: string; readonly order: string },
  pages: readonly PlannedPage[],
): Promise<{ plan: string; order: string }> {
  const nonce = randomUUID();
  const draft = { plan: `${keys.plan}:${nonce}`, order: `${keys.order}:${nonce}` };
  for (let from = 0; from < pages.length; from += PLAN_CHUNK) {
    const chunk = pages.slice(from, from + PLAN_CHUNK);
    const entries = chunk.flatMap((entry) => [String(entry.page), JSON.stringify(entry)]);
    const replies = await redis
      .pipeline()
      .hset(draft.plan, entries)
      .rpush(draft.order, ...chunk.map(({ page }) => String(page)))
      // The draft of a splitter that dies here is forgotten within the hour.
      .expire(draft.plan, 3600)
      .expire(draft.order, 3600)
      .exec();
    // A pipeline resolves even where Redis refused a part of it, being full for example.
    const refused = replies?.find(([error]) => error !== null)?.[0];
    if (refused) throw refused;
  }
  return draft;
}
