import { randomUUID } from 'node:crypto';
import type { CallClass, CallFacts, CallTokens } from '@quire/domain';
import { runTogether } from '@quire/redis-script';
import type { Redis } from 'ioredis';
import { documentKeys, ledgerKey } from './keys.ts';
import { createLedger } from './ledger.ts';
import { loadGatheredScript, loadScript } from './script.ts';

const claimPage = loadGatheredScript('claim-page-7', 'time', 'call');
const intendCall = loadGatheredScript('intend-call-4', 'time', 'call', 'bell');
const withdrawClaim = loadScript('withdraw-claim-1');
const concludeCall = loadScript('conclude-call-7', 'call', 'apart');
const lapseClaims = loadScript('lapse-claims-6', 'time', 'call');

export interface ClaimRequest {
  /** The worker, by the name under which its heart beats. */
  readonly owner: string;
  readonly leaseMs: number;
  /** Ambiguous calls at which a page is let go of. */
  readonly ambiguousCap: number;
  /** An owner that is known to be dead: its claim is treated as if its lease had passed. */
  readonly deadOwner?: string | undefined;
  /** Calls in the page's draft that the caller goes on from. @default 0 */
  readonly base?: number;
}

export type Claim =
  /** `fence` grows with every claim of a page, and names this one. */
  | { readonly kind: 'claimed'; readonly fence: number }
  | { readonly kind: 'held'; readonly retryInMs: number; readonly owner: string }
  /** `doubts` names the calls that were sent in vain. */
  | { readonly kind: 'quarantined'; readonly doubts: string }
  | { readonly kind: 'has-page' }
  /** Its call is in a batch: nobody has to do anything until that is back. */
  | { readonly kind: 'in-batch' }
  /** The document is not being read any more. */
  | { readonly kind: 'ended' }
  /** Another run has brought the page further than the caller knows. */
  | { readonly kind: 'behind' };

export interface Intent {
  readonly facts: CallFacts;
  /** What the limiter is owed if nobody ever comes back with an outcome, as JSON. */
  readonly forfeit: string;
  /** How long the call may take, its commit included. */
  readonly leaseMs: number;
  /** SHA-256 of the picture that is to be sent: the page's own must be one of those. */
  readonly pictureSha256: string;
  /** The batch that it goes with: from then on the claim is no worker's. */
  readonly batch?: string;
}

/** What became of a call, as it is booked. */
export interface CallOutcome {
  /** Which of its page's calls, as `intend` said. */
  readonly attempt: number;
  readonly usage: CallTokens;
  readonly costMicroUsd: number;
  readonly requestId: string | null;
  readonly code: string | null;
  /** What the limiter is owed for it, as JSON. */
  readonly settlement: string;
}

/** A call that says something of its page: an answer, or a refusal for what the page is. */
export interface PageCallOutcome extends CallOutcome {
  /** `free` for a refusal that came without charge. @default 'accepted' */
  readonly class?: 'accepted' | 'free' | undefined;
}

/** A call that brought its page nothing. Only an ambiguous one, and a wasted one, may have cost something. */
export interface VainOutcome extends CallOutcome {
  readonly class: Exclude<CallClass, 'accepted'>;
}

/** What the limiter has to be told of a reservation, until it is known to know. */
export interface Debt {
  readonly reservationId: string;
  /** As JSON, the way it was handed in. */
  readonly settlement: string;
}

/**
 * Calls of pages, from the right to send one to its outcome in the ledger. Every method may be
 * repeated: Redis may have done what its answer did not come back for.
 */
export interface Calls {
  claim(documentId: string, page: number, request: ClaimRequest): Promise<Claim>;
  /**
   * Says, durably, that the call is about to be sent.
   * @returns which of its page's calls it is, from 1; null when it must not be sent any more
   */
  intend(documentId: string, page: number, fence: number, intent: Intent): Promise<number | null>;
  /** Notes which picture a page's answer is about that was not asked for, but kept. */
  noteKnown(documentId: string, page: number, pictureSha256: string): Promise<void>;
  /** Gives back a claim whose call was not sent. */
  withdraw(documentId: string, page: number, fence: number): Promise<void>;
  /** Books a call that brought no answer. @returns the page's ambiguous calls so far, and their names */
  conclude(
    documentId: string,
    page: number,
    outcome: VainOutcome,
  ): Promise<{ readonly ambiguous: number; readonly doubts: string }>;
  /** Gives up on claims whose lease has passed. @returns how many still stand */
  lapse(documentId: string): Promise<number>;
  /** What the limiter was not yet told. */
  debts(documentId: string): Promise<Debt[]>;
  settled(documentId: string, debt: Debt): Promise<void>;
}

/** @param retentionS how long the ledger keeps a document's lines, in seconds */
export function createCalls(redis: Redis, prefix: string, retentionS: number): Calls {
  const ledger = createLedger(redis, prefix, retentionS);
  const forget = runTogether<string, true>(redis, async (key, fields) => {
    await redis.hdel(key, ...fields);
    return fields.map(() => true);
  });
  const keysOf = (documentId: string) => ({
    ...documentKeys(prefix, documentId),
    ledger: ledgerKey(prefix, documentId),
  });
  return {
    async claim(documentId, page, { owner, leaseMs, ambiguousCap, deadOwner = '', base = 0 }) {
      const keys = keysOf(documentId);
      // Each of these may book what another day's intent came to, and is found by the day it did.
      await ledger.enlist(documentId);
      const reply = await claimPage.run(
        redis,
        [keys.document, keys.pages, keys.claims, keys.calls, keys.lapsed, keys.ledger, keys.owed],
        [page, randomUUID(), owner, leaseMs, ambiguousCap, deadOwner, retentionS, base],
      );
      return claimFrom(reply);
    },
    async intend(documentId, page, fence, { facts, forfeit, leaseMs, pictureSha256, batch = '' }) {
      const keys = keysOf(documentId);
      await ledger.enlist(documentId);
      const attempt = await intendCall.run(
        redis,
        [keys.document, keys.claims, keys.calls, keys.ledger],
        [
          page,
          fence,
          facts.reservation_id,
          facts.expected_micro_usd,
          JSON.stringify(facts),
          forfeit,
          leaseMs,
          retentionS,
          pictureSha256,
          batch,
        ],
      );
      return Number(attempt) || null;
    },
    async noteKnown(documentId, page, pictureSha256) {
      await redis.hset(keysOf(documentId).calls, `${page}:pictures`, pictureSha256);
    },
    async withdraw(documentId, page, fence) {
      await withdrawClaim.run(redis, [keysOf(documentId).claims], [page, fence]);
    },
    async conclude(documentId, page, outcome) {
      const keys = keysOf(documentId);
      // A Redis that is too full for this must not lose the outcome.
      await ledger.enlist(documentId).catch(() => undefined);
      const reply = await concludeCall.run(
        redis,
        [keys.document, keys.claims, keys.calls, keys.lapsed, keys.ledger, keys.owed, keys.todo],
        [
          page,
          outcome.attempt,
          outcome.class,
          outcome.costMicroUsd,
          outcome.requestId ?? '',
          outcome.code ?? '',
          outcome.settlement,
          retentionS,
          outcome.class === 'waste' ? JSON.stringify(outcome.usage) : '',
        ],
      );
      const [ambiguous, doubts] = listFrom(reply);
      return { ambiguous: Number(ambiguous), doubts: String(doubts) };
    },
    async lapse(documentId) {
      const keys = keysOf(documentId);
      if ((await redis.exists(keys.claims)) === 1) await ledger.enlist(documentId);
      const standing = await lapseClaims.run(
        redis,
        [keys.document, keys.claims, keys.calls, keys.lapsed, keys.ledger, keys.owed],
        [retentionS],
      );
      return Number(standing);
    },
    async debts(documentId) {
      const owed = await redis.hgetall(keysOf(documentId).owed);
      return Object.entries(owed).map(([reservationId, settlement]) => ({
        reservationId,
        settlement,
      }));
    },
    async settled(documentId, { reservationId }) {
      await forget(keysOf(documentId).owed, reservationId);
    },
  };
}

function claimFrom(reply: unknown): Claim {
  const [kind, first, second] = listFrom(reply);
  switch (kind) {
    case 'claimed':
      return { kind, fence: Number(first) };
    case 'held':
      return { kind, retryInMs: Number(first), owner: String(second) };
    case 'quarantined':
      return { kind, doubts: String(first) };
    case 'has-page':
    case 'in-batch':
    case 'ended':
    case 'behind':
      return { kind };
    default:
      throw new TypeError(`claim-page answered ${String(kind)}`);
  }
}

function listFrom(reply: unknown): unknown[] {
  return Array.isArray(reply) ? reply : [];
}
