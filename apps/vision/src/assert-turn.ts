import { findModel } from '@quire/claude';
import type { DocumentRecord, SpendCaps } from '@quire/domain';
import type { Limiter } from '@quire/limits';
import { Postponed } from '@quire/queues';
import { isParked } from './is-parked.ts';
import type { LaneHolds } from './lane-holds.ts';
import { putOffForBudgetMs, putOffForHoldMs } from './put-off.ts';

export interface TurnPorts {
  readonly laneHolds: LaneHolds;
  readonly limiter: Pick<Limiter, 'budgets'>;
  readonly spendCaps: Readonly<Record<string, SpendCaps>>;
}

/**
 * Looks, before a page is drawn, whether a call for it could begin at all: drawing it only to hear that
 * everybody is held up, or that nothing may be spent on it, would cost its processor each time. Where a
 * little is left, or a probe is due, the limiter has the last word.
 * @throws Postponed with the code of what is in the way
 */
export async function assertTurn(
  document: DocumentRecord,
  modelId: string,
  ports: TurnPorts,
  nowMs: number,
): Promise<void> {
  const hold = await ports.laneHolds.of(findModel(modelId).limitGroup);
  if (hold !== null && hold.forMs > 0) {
    throw new Postponed(putOffForHoldMs(hold, nowMs, Math.random()), hold.code);
  }
  if (await isParked(document, ports, nowMs)) {
    throw new Postponed(putOffForBudgetMs(document, nowMs, Math.random()), 'budget_reached');
  }
}
