import { PRICE_TABLE_VERSION } from '@quire/claude';
import type { CallFacts, DocumentRecord } from '@quire/domain';
import type { Reservation } from '@quire/limits';
import type { Intent } from '@quire/store';
import type { CallPlan } from './call-plan.ts';
import { forfeited } from './call-settlement.ts';

/** What is written down of a call before its first byte leaves. */
export function describeIntent(
  { tenant }: Pick<DocumentRecord, 'tenant'>,
  page: number,
  plan: CallPlan,
  reservation: Reservation,
): Intent {
  const facts: CallFacts = {
    tenant,
    page,
    model: plan.model.id,
    lane: plan.lane,
    reservation_id: reservation.id,
    price_table: PRICE_TABLE_VERSION,
    expected_micro_usd: Math.ceil(reservation.expectedCostMicroUsd),
  };
  return {
    facts,
    forfeit: JSON.stringify(forfeited(reservation, plan)),
    leaseMs: plan.need.leaseMs,
    pictureSha256: plan.pictureSha256,
  };
}
