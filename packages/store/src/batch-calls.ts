import type { Redis } from 'ioredis';
import { documentKeys, ledgerKey } from './keys.ts';
import { createLedger } from './ledger.ts';
import { listFrom } from './list-from.ts';
import { loadGatheredScript, loadScript } from './script.ts';
import { type Idleness, idlenessFrom, type Slice, sliceFrom, STALE_SLICE_MS } from './slices.ts';

const arriveAnswer = loadGatheredScript('arrive-answer-6', 'apart');
const giveUpCall = loadScript('give-up-call-7', 'time', 'call', 'apart');
const setApart = loadGatheredScript('set-apart-5', 'time', 'slice', 'apart');
const rejoinWindow = loadScript('rejoin-window-2');

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

/** Where a page stands after it was to be set apart, and what the caller has to pass on. */
export interface SetApart {
  /** False where its call is in no batch, something came back for it, or it has ended: then its job has to go on. */
  readonly isApart: boolean;
  /** Why the document has to give its place to others now; null where it has not. */
  readonly idle: Idleness | null;
  /** Pages that the caller must enqueue and then confirm. */
  readonly slice: Slice | null;
}

/** Calls that went with a batch, from there to what came back. Every method may be repeated. */
export interface BatchCalls {
  /**
   * Takes a page out of its document's window, where its call is in a batch and nothing has come back.
   * @param gatheredUnder fence of the claim of one that is only gathered for a batch
   */
  setApart(
    documentId: string,
    page: number,
    window: number,
    gatheredUnder?: number,
  ): Promise<SetApart>;
  /** Takes a page that does not go with a batch after all into the window again. */
  rejoin(documentId: string, page: number): Promise<void>;
  /**
   * Keeps what came back for a page's job, and puts the page back among those that its document has to do.
   * @returns `unwanted` where it is to be booked instead, for nobody waits for it
   */
  arrive(
    documentId: string,
    call: CallName,
    arrived: string,
  ): Promise<'kept' | 'unwanted' | 'closed'>;
  /** Waits no longer for a call, whose page is to do again: booked at its expected cost, it may still come back. */
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
    async setApart(documentId, page, window, gatheredUnder = 0) {
      const { document, todo, calls, claims, pages } = documentKeys(prefix, documentId);
      const keys = [document, todo, calls, claims, pages];
      const values = [page, gatheredUnder, window, STALE_SLICE_MS];
      const reply = await setApart.run(redis, keys, values);
      const [isApart, idle, ...slice] = listFrom(reply);
      return { isApart: isApart === 1, idle: idlenessFrom(idle), slice: sliceFrom(slice) };
    },
    async rejoin(documentId, page) {
      const { document, calls } = documentKeys(prefix, documentId);
      await rejoinWindow.run(redis, [document, calls], [page]);
    },
    async arrive(documentId, { page, attempt }, arrived) {
      const { document, pages, claims, lapsed, calls, todo } = documentKeys(prefix, documentId);
      const keys = [document, pages, claims, lapsed, calls, todo];
      const reply = await arriveAnswer.run(redis, keys, [page, attempt, arrived]);
      if (reply === 'kept' || reply === 'unwanted' || reply === 'closed') return reply;
      throw new TypeError(`arrive-answer answered ${String(reply)}`);
    },
    async giveUp(documentId, { page, attempt }, code) {
      const keys = documentKeys(prefix, documentId);
      await ledger.enlist(documentId);
      const { document, claims, calls, lapsed, owed, todo } = keys;
      const all = [document, claims, calls, lapsed, ledgerKey(prefix, documentId), owed, todo];
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
