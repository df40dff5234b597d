import { isGood, type Page, pageSchema, type Whole, WHOLE, wholeSchema } from '@quire/domain';
import type { Redis } from 'ioredis';
import type { PageCallOutcome } from './calls.ts';
import { documentKeys, ledgerKey } from './keys.ts';
import { createLedger } from './ledger.ts';
import { listFrom } from './list-from.ts';
import { createFieldReader } from './read-fields.ts';
import { loadGatheredScript, loadScript } from './script.ts';
import {
  createSlices,
  type Idleness,
  idlenessFrom,
  type Slice,
  sliceFrom,
  type Slices,
  STALE_SLICE_MS,
} from './slices.ts';

const missingPages = loadScript('missing-pages-5');
const commitPage = loadGatheredScript('commit-page-12', 'time', 'slice', 'call', 'apart', 'bell');
const draftPage = loadScript('draft-page-7', 'call', 'bell');
const rejectPage = loadScript('reject-page-4', 'bell');
const countKill = loadScript('count-kill-1');

/** What is committed beside a page. */
export interface PageEnding {
  /** Most pages of one document that are handed out and unfinished. */
  readonly window: number;
  /** The aggregate job that is owed with the last page, as JSON. */
  readonly aggregateJob: string;
  /** Of the claim under which it was read; null where there was none. */
  readonly fence: number | null;
  /** The call that brought it; null where it ended without one. */
  readonly call: PageCallOutcome | null;
  /** Calls in the draft that it was built upon. @default 0 */
  readonly base?: number | undefined;
}

/** What is known of a page that has not ended. */
export interface PageProgress {
  /** Calls sent for it so far. */
  readonly attempts: number;
  /** What its answers so far come to; null where there is none. */
  readonly draft: Page | null;
  /** What came back for a call in a batch and is not booked yet, as JSON; null where there is nothing. */
  readonly arrived: string | null;
}

export interface Commit {
  /** False when an earlier record stands, the document has ended, or the page is not in its plan. */
  readonly stands: boolean;
  /** Whether every page has ended: the caller then relays what the outbox owes for that. */
  readonly isComplete: boolean;
  /** Why the document has to give its place to others now; null where it has not. */
  readonly idle: Idleness | null;
  /** Pages that the caller must enqueue and then confirm. */
  readonly slice: Slice | null;
}

/** The pages of documents: handed out, counted in, read back. */
export interface Pages extends Slices {
  /**
   * Counts a page in, books the call that brought it and, with the last one, puts `aggregateJob` into
   * the outbox: one script, so that no kill comes between, and one that a full Redis runs as well. May
   * be repeated; the first record of a page stands, and a later call for it is booked as waste. The
   * document as a whole is committed like a page, and owed once every page of it has ended.
   */
  commit(documentId: string, page: Page | Whole, ending: PageEnding): Promise<Commit>;
  /**
   * Books the last call of a page that is to be asked about again, and keeps the page as it is so far,
   * with all its calls. May be repeated; `base` as in `PageEnding`.
   * @returns false when another run has brought the page further
   */
  draft(documentId: string, page: Page, call: PageCallOutcome, base: number): Promise<boolean>;
  progress(documentId: string, page: number): Promise<PageProgress>;
  /** Hashes of the pictures that were sent for each of these pages; null where none is on record. */
  sentPictures(documentId: string, pages: readonly number[]): Promise<(string[] | null)[]>;
  /** Puts a failed page in the place of a committed one that cannot be what it says. */
  reject(documentId: string, page: Page): Promise<void>;
  /** Counts one more renderer that a page has ended. @returns how many so far, within an hour */
  countKill(documentId: string, page: number): Promise<number>;
  /** The page has ended: should it be tried anew some day, it begins anew. */
  forgetKills(documentId: string, page: number): Promise<void>;
  has(documentId: string, page: number): Promise<boolean>;
  /** Pages that were handed out, have not ended, and do not rest with a batch. */
  missing(documentId: string): Promise<number[]>;
  read(documentId: string, page: number): Promise<Page | null>;
  /** The answer about the document as a whole, once there is one. */
  readWhole(documentId: string): Promise<Whole | null>;
  /** The finished ones among these pages, in the order asked for. */
  readMany(documentId: string, pages: readonly number[]): Promise<Page[]>;
}

/** A page's tries lie seconds apart; what nobody has tried for an hour may have been mended. */
const KILLS_TTL_S = 3_600;

/** Positions looked at in one script: under a millisecond of Redis. */
const MISSING_CHUNK = 1_000;

/** As QUIRE_LEDGER_RETENTION_S, for those who commit no calls and so need not say. */
const LEDGER_RETENTION_S = 400 * 86_400;

/** @param ledgerRetentionS how long the ledger keeps a document's lines, in seconds */
export function createPages(
  redis: Redis,
  prefix: string,
  ledgerRetentionS: number = LEDGER_RETENTION_S,
): Pages {
  const ledger = createLedger(redis, prefix, ledgerRetentionS);
  const readFields = createFieldReader(redis);
  return {
    ...createSlices(redis, prefix),
    async commit(documentId, page, { window, aggregateJob, fence, call, base = 0 }) {
      const keys = documentKeys(prefix, documentId);
      // Only to be found by its day: a Redis that is too full for this must not lose the page.
      if (call !== null) await ledger.enlist(documentId).catch(() => undefined);
      const ending = page.verdict === 'blank' ? 'blank' : isGood(page.verdict) ? 'good' : 'failed';
      const added = usageOfCall(page, call);
      const [stands, isComplete, ...slice] = listFrom(
        await commitPage.run(
          redis,
          [
            keys.document,
            keys.pages,
            keys.failed,
            keys.todo,
            keys.outbox,
            keys.plan,
            keys.claims,
            keys.calls,
            keys.lapsed,
            ledgerKey(prefix, documentId),
            keys.owed,
            keys.feed,
          ],
          [
            page.page,
            JSON.stringify(page),
            ending,
            page.cached ? 1 : 0,
            added.input_tokens,
            added.output_tokens,
            call?.costMicroUsd ?? 0,
            aggregateJob,
            window,
            STALE_SLICE_MS,
            fence ?? 0,
            call?.attempt ?? 0,
            call === null ? '' : JSON.stringify(call.usage),
            call?.requestId ?? '',
            call?.code ?? '',
            call?.settlement ?? '',
            ledgerRetentionS,
            call?.class ?? 'accepted',
            base,
          ],
        ),
      );
      return {
        stands: stands === 1,
        isComplete: isComplete === 1,
        idle: idlenessFrom(isComplete),
        slice: sliceFrom(slice),
      };
    },
    async draft(documentId, page, call, base) {
      const keys = documentKeys(prefix, documentId);
      await ledger.enlist(documentId).catch(() => undefined);
      const added = usageOfCall(page, call);
      const stands = await draftPage.run(
        redis,
        [
          keys.document,
          keys.pages,
          keys.claims,
          keys.calls,
          keys.lapsed,
          ledgerKey(prefix, documentId),
          keys.owed,
        ],
        [
          page.page,
          call.attempt,
          base,
          JSON.stringify(page),
          page.calls.length,
          added.input_tokens,
          added.output_tokens,
          call.costMicroUsd,
          call.class ?? 'accepted',
          JSON.stringify(call.usage),
          call.requestId ?? '',
          call.code ?? '',
          call.settlement,
          ledgerRetentionS,
        ],
      );
      return stands === 1;
    },
    async progress(documentId, page) {
      const { calls } = documentKeys(prefix, documentId);
      const fields = [String(page), `${page}:draft`, `${page}:arrived`];
      const [attempts, draft, arrived] = await readFields(calls, fields);
      // The whole's draft holds what it was asked about, as its record does.
      const read = page === WHOLE ? wholeFrom : pageFrom;
      return {
        attempts: Number(attempts ?? 0),
        draft: draft ? read(draft) : null,
        arrived: arrived ?? null,
      };
    },
    async sentPictures(documentId, numbers) {
      if (numbers.length === 0) return [];
      const { calls } = documentKeys(prefix, documentId);
      const sent = await redis.hmget(calls, ...numbers.map((number) => `${number}:pictures`));
      return sent.map((hashes) => hashes?.split(' ') ?? null);
    },
    async reject(documentId, page) {
      const { document, pages, failed, feed } = documentKeys(prefix, documentId);
      const values = [page.page, JSON.stringify(page)];
      await rejectPage.run(redis, [document, pages, failed, feed], values);
    },
    async countKill(documentId, page) {
      const { kills } = documentKeys(prefix, documentId);
      return Number(await countKill.run(redis, [kills], [page, KILLS_TTL_S]));
    },
    async forgetKills(documentId, page) {
      await redis.hdel(documentKeys(prefix, documentId).kills, String(page));
    },
    async has(documentId, page) {
      // Not by HEXISTS, which asks for one: as a rule it is not there, and nothing is read of it.
      const [entry] = await readFields(documentKeys(prefix, documentId).pages, [String(page)]);
      return typeof entry === 'string';
    },
    async missing(documentId) {
      const keys = documentKeys(prefix, documentId);
      const missing: number[] = [];
      let handedOut = 1;
      for (let from = 0; from < handedOut; from += MISSING_CHUNK) {
        const reply = await missingPages.run(
          redis,
          [keys.document, keys.todo, keys.pages, keys.claims, keys.calls],
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
    async readWhole(documentId) {
      const entry = await redis.hget(documentKeys(prefix, documentId).pages, String(WHOLE));
      return entry === null ? null : wholeFrom(entry);
    },
    async readMany(documentId, pages) {
      if (pages.length === 0) return [];
      const key = documentKeys(prefix, documentId).pages;
      const entries = await redis.hmget(key, ...pages.map(String));
      return entries.flatMap((entry) => (entry === null ? [] : [pageFrom(entry)]));
    },
  };
}

/** What a page's last call adds to its document. A page has the sums of all its calls. */
function usageOfCall(page: Page, call: PageCallOutcome | null): Page['usage'] {
  if (call === null) return { input_tokens: 0, output_tokens: 0 };
  return page.calls.at(-1)?.usage ?? page.usage;
}

/** The only door from Redis to a page. */
function pageFrom(json: string): Page {
  return pageSchema.parse(JSON.parse(json));
}

function wholeFrom(json: string): Whole {
  return wholeSchema.parse(JSON.parse(json));
}
