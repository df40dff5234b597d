import { type AcceptedDocument, type DocumentRecord, pageBudgets } from '@quire/domain';
import type { SpendCaps } from '@quire/domain';
import type { Limiter } from '@quire/limits';

/**
 * Whether a document that was parked for want of budget still has to wait: the budget that refused it
 * has no more room than then, or one of its budgets has none, calls under way included. What was
 * refused is believed for a while (`believed_until_ms`): another page may need less.
 */
export async function isParked(
  document: AcceptedDocument & Pick<DocumentRecord, 'parked'>,
  {
    limiter,
    spendCaps,
  }: {
    readonly limiter: Pick<Limiter, 'budgets'>;
    readonly spendCaps: Readonly<Record<string, SpendCaps>>;
  },
  nowMs: number,
): Promise<boolean> {
  if (document.parked === null) return false;
  const refused = document.parked.refused_by;
  const isBelieved = refused !== undefined && nowMs < refused.believed_until_ms;
  const budgets = pageBudgets(document, spendCaps, nowMs);
  const states = await limiter.budgets(budgets.map(({ key }) => key));
  return budgets.some(({ key, capMicroUsd }) => {
    const state = states.find((one) => one.key === key);
    if (state === undefined) return false;
    const room = capMicroUsd - state.spentMicroUsd - state.reservedMicroUsd;
    return room <= (isBelieved && refused.key === key ? refused.room_micro_usd : 0);
  });
}
