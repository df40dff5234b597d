import { batchGroup, findModel } from '@quire/claude';
import type { DocumentRecord, SpendCaps } from '@quire/domain';
import type { Limiter } from '@quire/limits';
import { type JobContext, Postponed } from '@quire/queues';
import { callLane } from './batch/call-lane.ts';
import { isParked } from './is-parked.ts';
import type { PageSoFar } from './page-record.ts';
import { putOffForBudgetMs, putOffForHoldMs } from './put-off.ts';

export interface TurnPorts {
  readonly limiter: Pick<Limiter, 'budgets' | 'knownHold'>;
  readonly spendCaps: Readonly<Record<string, SpendCaps>>;
}

/**
 * Looks, before a page is drawn, whether a call for it could begin at all: drawing it only to hear that
 * everybody is held up, or that nothing may be spent on it, would cost its processor each time. Where
 * there is more room than was refused, or a probe is due, the limiter has the last word.
 * @param isFirstRun nobody has looked at the page yet: whoever is held up, it may be blank, or known, and
 * end for nothing
 * @throws Postponed with the code of what is in the way
 */
export async function assertTurn(
  document: DocumentRecord,
  soFar: Pick<PageSoFar, 'modelId' | 'arrived'>,
  { isFirstRun }: Pick<JobContext, 'isFirstRun'>,
  ports: TurnPorts,
  nowMs: number,
): Promise<void> {
  if (!isFirstRun) {
    const { limitGroup } = findModel(soFar.modelId);
    const lane = callLane(document, soFar, nowMs);
    const group = lane === 'batch' ? batchGroup(limitGroup) : limitGroup;
    const hold = await ports.limiter.knownHold(group);
    if (hold !== null) throw new Postponed(putOffForHoldMs(hold, nowMs, Math.random()), hold.code);
  }
  if (await isParked(document, ports, nowMs)) {
    throw new Postponed(putOffForBudgetMs(document, nowMs, Math.random()), 'budget_reached');
  }
}
