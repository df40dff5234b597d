import { type Liveness, Postponed } from '@quire/queues';
import type { Calls, Claim } from '@quire/store';

export interface ClaimPorts {
  readonly calls: Pick<Calls, 'claim'>;
  readonly liveness: Liveness;
  /** This worker, as the others know it. */
  readonly owner: string;
}

/** From the claim to the intent: waiting for an equal answer and for the call's turn, 10 s each. */
const LEASE_MS = 60_000;
/** The same where it has waited for others to go with: until the batch before its own, and its own, are sent. */
const SENDING_LEASE_MS = 900_000;
/** Calls of one page that may end in nobody knows what, before it is let go of. */
export const AMBIGUOUS_CAP = 2;
/** A page that another run has is looked at again after this: the other may die any moment. */
const LONGEST_POSTPONED_MS = 10_000;

/**
 * Claims a page for one call. What a dead worker claimed is free at once.
 * @param base calls in the draft of the page that the caller goes on from
 * @param gathersForMs how long it waits for others to go with; null where it goes by itself
 * @throws Postponed while another run has it, or has brought it further
 */
export async function claimPage(
  documentId: string,
  page: number,
  base: number,
  gathersForMs: number | null,
  { calls, liveness, owner }: ClaimPorts,
): Promise<Exclude<Claim, { kind: 'held' | 'in-batch' | 'behind' }>> {
  const leaseMs = gathersForMs === null ? LEASE_MS : gathersForMs + SENDING_LEASE_MS;
  const request = { owner, leaseMs, ambiguousCap: AMBIGUOUS_CAP, base };
  let claim = await calls.claim(documentId, page, request);
  if (claim.kind === 'held' && (await liveness.isDead(claim.owner))) {
    claim = await calls.claim(documentId, page, { ...request, deadOwner: claim.owner });
  }
  if (claim.kind === 'behind') throw new Postponed(0, 'another run has brought it further');
  if (claim.kind === 'in-batch') throw new Postponed(LONGEST_POSTPONED_MS, 'it is in a batch');
  if (claim.kind !== 'held') return claim;
  const forMs = Math.min(claim.retryInMs, LONGEST_POSTPONED_MS) + Math.random() * 1_000;
  throw new Postponed(forMs, 'another run of it is under way');
}
