import type { Outcome, Refusal } from '@quire/claude';
import { Failure, mayPass, noTokens } from '@quire/domain';
import type { Limiter, Reservation, Trouble } from '@quire/limits';
import { Postponed } from '@quire/queues';
import type { Calls } from '@quire/store';
import type { CallPlan } from './call-plan.ts';
import { forfeited, released } from './call-settlement.ts';
import { AMBIGUOUS_CAP } from './claim-page.ts';
import { settleCall, type SettlePorts } from './deliver-page.ts';
import { holdFor } from './hold-for.ts';
import { putOffForHoldMs } from './put-off.ts';
import { StepBarred } from './step-barred.ts';
import { untilTaken } from './until-taken.ts';

export interface VainPorts extends SettlePorts {
  readonly calls: Pick<Calls, 'conclude' | 'settled'>;
  readonly limiter: Pick<Limiter, 'settle' | 'hold'>;
}

/** A call that was sent and brought no answer. */
interface VainCall {
  readonly documentId: string;
  readonly page: number;
  readonly attempt: number;
  readonly outcome: Exclude<Outcome, { kind: 'accepted' }>;
  readonly reservation: Reservation;
  readonly plan: CallPlan;
  /** Whether the page has an answer, and this call was for a better one. */
  readonly isFurther: boolean;
  /** This process ended the call itself: that says nothing of the provider. */
  readonly wasLetGo: boolean;
}

/** A call that nobody knows the end of is not repeated at once: what broke it may be broken still. */
const AFTER_AMBIGUOUS_MS = 5_000;
/** Where the limiter could not be told of the trouble: whoever asks next meets it too, and tells. */
const AFTER_UNTOLD_MS = 5_000;

/** Whether a call was refused without charge for what its page is, and would be again. */
export function isOfPage(
  outcome: Outcome,
): outcome is Extract<Outcome, { kind: 'free' }> & Extract<Refusal, { kind: 'free' }> {
  return outcome.kind === 'free' && outcome.blame === 'page' && !mayPass(outcome.code);
}

/**
 * Books a call that brought no answer, and says what becomes of its page.
 * @throws Postponed for all that is not the page's fault, Failure for what is, and for a page that
 * was sent in vain as often as any page may be, StepBarred where only somebody's hand brings a better answer
 */
export async function endInVain(call: VainCall, ports: VainPorts): Promise<never> {
  const { documentId, page, attempt, outcome, reservation, plan } = call;
  const isFree = outcome.kind === 'free';
  const trouble = isFree ? holdFor(outcome, plan.need.group) : doubtOf(call);
  // Before anything else: what it gives back with its settlement another would take, and meet the same.
  const againMs = trouble === null ? null : await holdUp(trouble, ports);
  const { seen } = outcome;
  const owed = isFree ? released(reservation, plan, seen) : forfeited(reservation, plan, seen);
  const settlement = JSON.stringify(owed);
  const booked = {
    attempt,
    class: outcome.kind,
    usage: noTokens,
    costMicroUsd: owed.costMicroUsd,
    requestId: outcome.requestId,
    code: outcome.code,
    settlement,
  };
  const { ambiguous, doubts } = await untilTaken(
    () => ports.calls.conclude(documentId, page, booked),
    (error) => ports.onTrouble('the outcome of a call is not booked yet; trying again', error),
  );
  await settleCall(documentId, settlement, ports);
  if (outcome.kind === 'ambiguous') {
    if (ambiguous >= AMBIGUOUS_CAP && call.isFurther)
      throw new StepBarred(doubts, { wasSent: true });
    if (ambiguous >= AMBIGUOUS_CAP) throw new Failure('page_quarantined', { detail: doubts });
    const forMs = Math.max(againMs ?? 0, AFTER_AMBIGUOUS_MS * (1 + Math.random()));
    throw new Postponed(forMs, `${outcome.code}: ${outcome.detail}`);
  }
  if (againMs === null) throw new Failure(outcome.code, { detail: outcome.detail });
  if (trouble?.kind === 'halt' && call.isFurther) {
    throw new StepBarred(outcome.detail, { wasSent: true });
  }
  // By hand a hold is ended at any moment: who met it waits no longer for it than who heard of it.
  const nowMs = Date.now();
  const forMs = putOffForHoldMs({ sinceMs: nowMs, forMs: againMs }, nowMs, Math.random());
  throw new Postponed(forMs, `${outcome.code}: ${outcome.detail}`);
}

/**
 * Errors whose end nobody knows may come back at once: unless an outage of them holds up the lane, it goes
 * on at its full limit, and pages end in quarantine as fast as that allows.
 */
function doubtOf({ outcome, plan, reservation, wasLetGo }: VainCall): Trouble | null {
  if (wasLetGo) return null;
  const { code, detail } = outcome;
  const { group } = plan.need;
  return { group, code, detail, kind: 'doubt', retryAfterMs: null, callId: reservation.id };
}

/** @returns milliseconds until asking again is worthwhile; what was refused has to be booked in any case */
async function holdUp(trouble: Trouble, { limiter, onTrouble }: VainPorts): Promise<number> {
  return limiter.hold(trouble).catch((error: unknown) => {
    onTrouble('a pause was not told to the limiter; the next refusal will', error);
    return AFTER_UNTOLD_MS;
  });
}
