import type { Redis } from 'ioredis';
import { documentKeys, ledgerKey } from './keys.ts';
import { createLedger } from './ledger.ts';
import { type Slice, sliceFrom, STALE_SLICE_MS } from './slice.ts';
import { loadGatheredScript, loadScript } from './script.ts';

const arriveAnswer = loadGatheredScript('arrive-answer-5');
const giveUpCall = loadScript('give-up-call-6', 'time', 'call');
const setApart = loadGatheredScript('set-apart-3', 'time', 'slice');

/** One call of a page, by its number among the page's calls. */
export interface CallName {
  readonly page: number;
  readonly attempt: number;
}

/** How a call in a batch stands with its document. */
interface CallStanding {
  /** `arrived`: what came back lies there. `lapsed`: it was given up on, and may come back. */
  readonly kind: 'open' | 'arrived' | 'lapsed' | 'closed';
}

/** Calls that went with a batch, from there to what came back. Every method may be repeated. */
export interface BatchCalls {
  /** Whether the call of a page is in a batch now. */
  isInBatch(documentId: string, page: number): Promise<boolean>;
  /** Takes a page out of its document's window. @returns the slice that the caller has to enqueue, if any */
  setApart(documentId: string, page: number, window: number): Promise<Slice | null>;
  /**
   * Keeps what came back for a page's job, which then has to run.
   * @returns `unwanted` where it is to be booked instead, for nobody waits for it
   */
  arrive(
    documentId: string,
    call: CallName,
    arrived: string,
  ): Promise<'kept' | 'unwanted' | 'closed'>;
  /** Waits no longer for a call: booked at what it was expected to cost, it may still come back. */
  giveUp(documentId: string, call: CallName, code: string): Promise<void>;
  /** Which of their pages' calls those are that were written down for a batch; null where none was. */
  attemptsIn(
    documentId: string,
    pages: readonly number[],
    batch: string,
  ): Promise<(number | null)[]>;
  /** In the order asked for. */
  standing(documentId: string, calls: readonly CallName[]): Promise<CallStanding[]>;
}

/** @param retentionS how long the ledger keeps a document's lines, in seconds */
export function createBatchCalls(redis: Redis, prefix: string, retentionS: number): BatchCalls {
  const ledger = createLedger(redis, prefix, retentionS);
  return {
    async isInBatch(documentId, page) {
      const claim = await redis.hget(documentKeys(prefix, documentId).claims, String(page));
      return batchOf(claim) !== null;
    },
    async setApart(documentId, page, window) {
      const { document, todo, calls } = documentKeys(prefix, documentId);
      const values = [page, window, STALE_SLICE_MS];
      return sliceFrom(await setApart.run(redis, [document, todo, calls], values));
    },
    async arrive(documentId, { page, attempt }, arrived) {
      const { document, pages, claims, lapsed, calls } = documentKeys(prefix, documentId);
      const keys = [document, pages, claims, lapsed, calls];
      const reply = await arriveAnswer.run(redis, keys, [page, attempt, arrived]);
      if (reply === 'kept' || reply === 'unwanted' || reply === 'closed') return reply;
      throw new TypeError(`arrive-answer answered ${String(reply)}`);
    },
    async giveUp(documentId, { page, attempt }, code) {
      const keys = documentKeys(prefix, documentId);
      await ledger.enlist(documentId);
      const { document, claims, calls, lapsed, owed } = keys;
      const all = [document, claims, calls, lapsed, ledgerKey(prefix, documentId), owed];
      await giveUpCall.run(redis, all, [page, attempt, code, retentionS]);
    },
    async attemptsIn(documentId, asked, batch) {
      const { claims } = documentKeys(prefix, documentId);
      const held = await redis.hmget(claims, ...asked.map(String));
      return held.map((claim) => (batchOf(claim) === batch ? Number(attemptOf(claim)) : null));
    },
    async standing(documentId, asked) {
      const { claims, lapsed, calls } = documentKeys(prefix, documentId);
      const [held, given, arrived] = await Promise.all([
        redis.hmget(claims, ...asked.map(({ page }) => String(page))),
        redis.hmget(lapsed, ...asked.map(({ page, attempt }) => `${page}:${attempt}`)),
        redis.hmget(calls, ...asked.map(({ page }) => `${page}:arrived`)),
      ]);
      return asked.map(({ attempt }, at) => {
        const isHeld = attemptOf(held[at] ?? null) === attempt;
        const isOpen = isHeld || (given[at] ?? null) !== null;
        if (!isOpen) return { kind: 'closed' };
        if ((arrived[at] ?? null) !== null) return { kind: 'arrived' };
        return { kind: isHeld ? 'open' : 'lapsed' };
      });
    },
  };
}

function attemptOf(claim: string | null): unknown {
  return fieldOf(claim, 'attempt');
}

function batchOf(claim: string | null): unknown {
  return fieldOf(claim, 'batch') ?? null;
}

function fieldOf(claim: string | null, name: string): unknown {
  const read: unknown = claim === null ? null : JSON.parse(claim);
  return typeof read === 'object' && read !== null && name in read
    ? Object.getOwnPropertyDescriptor(read, name)?.value
    : undefined;
}
