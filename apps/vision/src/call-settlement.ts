import type { Reservation, Settlement } from '@quire/limits';
import type { CallPlan } from './call-plan.ts';

/** The settlement of a reservation for which nothing was sent, or nothing charged. */
export function released(
  { id, group }: Pick<Reservation, 'id' | 'group'>,
  { need }: { readonly need: Pick<CallPlan['need'], 'kind'> },
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
    seen: null,
  };
}

/** The settlement of a call that may have been charged: it stays booked at what it was expected to cost. */
export function forfeited(reservation: Reservation, plan: CallPlan): Settlement {
  return {
    ...released(reservation, plan),
    outcome: 'forfeited',
    inputTokens: plan.need.inputTokens,
    outputTokens: reservation.expectedOutputTokens,
    costMicroUsd: Math.ceil(reservation.expectedCostMicroUsd),
  };
}
