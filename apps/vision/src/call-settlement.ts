import { limitedInputTokens, type SeenLimits, type TokenUsage } from '@quire/domain';
import type { Reservation, Settlement } from '@quire/limits';
import type { CallPlan } from './call-plan.ts';

/** What an answer used and cost, what it told of the limits, and how long it took. */
interface Used {
  readonly usage: TokenUsage;
  readonly costMicroUsd: number;
  readonly tookMs: number;
  readonly seen: SeenLimits | null;
}

/** The settlement of a reservation for which nothing was sent, or nothing charged. */
export function released(
  { id, group }: Pick<Reservation, 'id' | 'group'>,
  { need }: { readonly need: Pick<CallPlan['need'], 'kind'> },
  seen: SeenLimits | null = null,
): Settlement {
  return {
    reservationId: id,
    group,
    kind: need.kind,
    outcome: 'released',
    inputTokens: 0,
    outputTokens: 0,
    costMicroUsd: 0,
    streamMs: null,
    seen,
  };
}

/** The settlement of a call that may have been charged: it stays booked at what it was expected to cost. */
export function forfeited(
  reservation: Reservation,
  plan: { readonly need: Pick<CallPlan['need'], 'kind' | 'inputTokens'> },
  seen: SeenLimits | null = null,
): Settlement {
  return {
    ...released(reservation, plan, seen),
    outcome: 'forfeited',
    inputTokens: plan.need.inputTokens,
    outputTokens: reservation.expectedOutputTokens,
    costMicroUsd: Math.ceil(reservation.expectedCostMicroUsd),
  };
}

/** The settlement of an answered call. */
export function used(
  reservation: Reservation,
  plan: { readonly need: Pick<CallPlan['need'], 'kind'> },
  { usage, costMicroUsd, tookMs, seen }: Used,
): Settlement {
  return {
    ...released(reservation, plan, seen),
    outcome: 'used',
    inputTokens: limitedInputTokens(usage),
    outputTokens: usage.outputTokens,
    costMicroUsd,
    streamMs: tookMs,
  };
}
