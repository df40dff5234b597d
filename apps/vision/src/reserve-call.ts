import { setTimeout as sleep } from 'node:timers/promises';
import type { CallNeed, Limiter, Reservation } from '@quire/limits';
import { Postponed } from '@quire/queues';
import { released } from './call-settlement.ts';

/** Longer waits give the job back to the queue, so that its slot and its picture are free meanwhile. */
const LONGEST_WAIT_MS = 10_000;
/** A job given back comes to ask again after this at the latest, for a hold may be lifted by hand. */
const LONGEST_POSTPONED_MS = 15_000;
/** Budgets change less often, and each asking costs a picture. */
const POSTPONED_FOR_BUDGET_MS = 60_000;

/**
 * Books a call and waits for its turn.
 * @param stopping a process that is to end begins no call: it gives the job back at once
 * @param onBudget told which budget is used up, before the job is given back
 * @throws Postponed when the turn is too far away
 */
export async function reserveCall(
  limiter: Pick<Limiter, 'reserve' | 'settle' | 'waitOut'>,
  need: CallNeed,
  stopping: AbortSignal,
  onBudget: (detail: string, budgetKey: string | undefined) => Promise<void>,
): Promise<Reservation> {
  const waitUntil = performance.now() + LONGEST_WAIT_MS;
  let ticket: string | undefined;
  for (;;) {
    if (stopping.aborted) throw new Postponed(0, 'the process is ending');
    const reservation = await limiter.reserve({ ...need, ticket });
    if ('waitMs' in reservation) {
      if (await sleptThrough(reservation.waitMs, stopping)) return reservation;
      await limiter.settle(released(reservation, { need }));
      continue;
    }
    const { retryInMs, code, detail, budgetKey } = reservation;
    ({ ticket } = reservation);
    if (code === 'budget_reached') {
      await onBudget(detail ?? `the budget ${budgetKey ?? ''} is used up`, budgetKey);
      throw new Postponed(POSTPONED_FOR_BUDGET_MS * (1 + Math.random() / 4), code);
    }
    if (code !== null || performance.now() + retryInMs > waitUntil) {
      // Spread out, or everybody who was given back comes again at the same moment.
      const spreadMs = Math.random() * 1_000;
      const reason = code ?? 'the rate limit is reached';
      throw new Postponed(Math.min(retryInMs, LONGEST_POSTPONED_MS) + spreadMs, reason);
    }
    await limiter.waitOut(need.group, retryInMs, stopping);
  }
}

async function sleptThrough(ms: number, signal: AbortSignal): Promise<boolean> {
  if (ms === 0) return !signal.aborted;
  return sleep(ms, true, { signal }).catch(() => false);
}
