import { isGood, type Page, pageSchema } from '@quire/domain';
import type { Redis } from 'ioredis';
import { documentKeys } from './keys.ts';
import { loadScript } from './script.ts';

const takeSlice = loadScript('take-slice-2', 'slice');
const confirmSlice = loadScript('confirm-slice-2', 'slice');
const missingPages = loadScript('missing-pages-3');
const commitPage = loadScript('commit-page-6', 'slice');
const countCall = loadScript('count-call-2');
const countKill = loadScript('count-kill-1');

/** A run of pages that one process has to enqueue; `from` is its position in the order. */
export interface Slice {
  readonly from: number;
  readonly pages: readonly number[];
}

export interface SliceRequest {
  /** Most pages of one document that are handed out and unfinished. */
  readonly window: number;
  /** Offer a slice that was handed out and not confirmed, whatever its age. */
  readonly again: boolean;
}

export interface Commit {
  /** False when an earlier record stands, the document has ended, or the page is not in its plan. */
  readonly stands: boolean;
  /** Whether every page has ended: the caller then relays the outbox. */
  readonly isComplete: boolean;
  /** Pages that the caller must enqueue and then confirm. */
  readonly slice: Slice | null;
}

/** The pages of documents: handed out, counted in, read back. */
export interface Pages {
  takeSlice(documentId: string, request: SliceRequest): Promise<Slice | null>;
  /** Says that a slice is enqueued. @returns the next one, where the window has room for it */
  confirmSlice(documentId: string, slice: Slice, window: number): Promise<Slice | null>;
  /**
   * Counts a page in and, with the last one, puts `aggregateJob` into the outbox: one script, so
   * that no kill comes between. May be repeated; the first record of a page stands.
   */
  commit(
    documentId: string,
    page: Page,
    job: { readonly window: number; readonly aggregateJob: string; readonly costMicroUsd: number },
  ): Promise<Commit>;
  /** Counts one more call for a page, before its first byte leaves. @returns its calls so far */
  countCall(documentId: string, page: number): Promise<number>;
  /** Calls sent for a page so far. */
  calls(documentId: string, page: number): Promise<number>;
  /** Counts one more renderer that a page has ended. @returns how many so far, within an hour */
  countKill(documentId: string, page: number): Promise<number>;
  /** The page has ended: should it be tried anew some day, it begins anew. */
  forgetKills(documentId: string, page: number): Promise<void>;
  has(documentId: string, page: number): Promise<boolean>;
  /** Pages that were handed out and have not ended, at most a window of them. */
  missing(documentId: string): Promise<number[]>;
  read(documentId: string, page: number): Promise<Page | null>;
  /** The finished ones among these pages, in the order asked for. */
  readMany(documentId: string, pages: readonly number[]): Promise<Page[]>;
}

/**
 * An unconfirmed slice this old is offered to whoever commits next: enqueueing takes milliseconds,
 * so its holder is dead or cut off. Offered too early it costs a few refused adds, no more.
 */
const STALE_SLICE_MS = 5_000;

/** A page's tries lie seconds apart; what nobody has tried for an hour may have been mended. */
const KILLS_TTL_S = 3_600;

/** Positions looked at in one script: under a millisecond of Redis. */
const MISSING_CHUNK = 1_000;

export function createPages(redis: Redis, prefix: string): Pages {
  return {
    async takeSlice(documentId, { window, again }) {
      const { document, order } = documentKeys(prefix, documentId);
      const values = [window, STALE_SLICE_MS, again ? 1 : 0];
      return sliceFrom(await takeSlice.run(redis, [document, order], values));
    },
    async confirmSlice(documentId, slice, window) {
      const { document, order } = documentKeys(prefix, documentId);
      const values = [slice.from, window, STALE_SLICE_MS];
      return sliceFrom(await confirmSlice.run(redis, [document, order], values));
    },
    async commit(documentId, page, { window, aggregateJob, costMicroUsd }) {
      const keys = documentKeys(prefix, documentId);
      const ending = page.verdict === 'blank' ? 'blank' : isGood(page.verdict) ? 'good' : 'failed';
      const [stands, isComplete, ...slice] = listFrom(
        await commitPage.run(
          redis,
          [keys.document, keys.pages, keys.failed, keys.order, keys.outbox, keys.plan],
          [
            page.page,
            JSON.stringify(page),
            ending,
            page.cached ? 1 : 0,
            page.usage.input_tokens,
            page.usage.output_tokens,
            costMicroUsd,
            aggregateJob,
            window,
            STALE_SLICE_MS,
          ],
        ),
      );
      return { stands: stands === 1, isComplete: isComplete === 1, slice: sliceFrom(slice) };
    },
    async countCall(documentId, page) {
      const keys = documentKeys(prefix, documentId);
      return Number(await countCall.run(redis, [keys.document, keys.calls], [page]));
    },
    async calls(documentId, page) {
      return Number(await redis.hget(documentKeys(prefix, documentId).calls, String(page)));
    },
    async countKill(documentId, page) {
      const { kills } = documentKeys(prefix, documentId);
      return Number(await countKill.run(redis, [kills], [page, KILLS_TTL_S]));
    },
    async forgetKills(documentId, page) {
      await redis.hdel(documentKeys(prefix, documentId).kills, String(page));
    },
    async has(documentId, page) {
      return (await redis.hexists(documentKeys(prefix, documentId).pages, String(page))) === 1;
    },
    async missing(documentId) {
      const keys = documentKeys(prefix, documentId);
      const missing: number[] = [];
      let handedOut = 1;
      for (let from = 0; from < handedOut; from += MISSING_CHUNK) {
        const reply = await missingPages.run(
          redis,
          [keys.document, keys.order, keys.pages],
          [from, MISSING_CHUNK],
        );
        const [handedOutNow, pages] = listFrom(reply);
        handedOut = Number(handedOutNow);
        missing.push(...listFrom(pages).map(Number));
      }
      return missing;
    },
    async read(documentId, page) {
      const entry = await redis.hget(documentKeys(prefix, documentId).pages, String(page));
      return entry === null ? null : pageFrom(entry);
    },
    async readMany(documentId, pages) {
      if (pages.length === 0) return [];
      const key = documentKeys(prefix, documentId).pages;
      const entries = await redis.hmget(key, ...pages.map(String));
      return entries.flatMap((entry) => (entry === null ? [] : [pageFrom(entry)]));
    },
  };
}

/** The only door from Redis to a page. */
function pageFrom(json: string): Page {
  return pageSchema.parse(JSON.parse(json));
}

function listFrom(reply: unknown): unknown[] {
  return Array.isArray(reply) ? reply : [];
}

function sliceFrom(reply: unknown): Slice | null {
  const [from, pages] = listFrom(reply);
  if (from === undefined || from === null) return null;
  return { from: Number(from), pages: listFrom(pages).map(Number) };
}
