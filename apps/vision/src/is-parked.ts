import { type AcceptedDocument, type DocumentRecord, pageBudgets } from '@quire/domain';
import type { SpendCaps } from '@quire/domain';
import type { Limiter } from '@quire/limits';

/**
 * Whether a document that was parked for want of budget still has to wait: one of its budgets is used
 * up, to what is reserved for calls under way. Where a little is left the limiter has the last word.
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
  const budgets = pageBudgets(document, spendCaps, nowMs);
  const states = await limiter.budgets(budgets.map(({ key }) => key));
  return budgets.some(({ key, capMicroUsd }) => {
    const state = states.find((one) => one.key === key);
    return state !== undefined && state.spentMicroUsd + state.reservedMicroUsd >= capMicroUsd;
  });
}
