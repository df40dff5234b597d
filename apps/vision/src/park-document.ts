import { type DocumentRecord, startAdmitted, type StartPorts } from '@quire/domain';
import type { Budget, Limiter } from '@quire/limits';
import type { Documents, Places } from '@quire/store';

/** So long a refusal is taken to hold for all pages of a document; then one is drawn to ask again. */
const BELIEVED_MS = 300_000;

export interface ParkPorts extends StartPorts {
  readonly places: Pick<Places, 'park'>;
  readonly documents: Pick<Documents, 'park'>;
  readonly limiter: Pick<Limiter, 'budgets'>;
}

/**
 * Writes down that a document waits for budget, and how much room was not enough: while there is no
 * more of it, its pages need not be drawn to be refused again. Others may go on in its place.
 * @param refusal whose `budgetKey` names one of `budgets`
 */
export async function parkDocument(
  document: Pick<DocumentRecord, 'id' | 'parked'>,
  refusal: { readonly detail: string; readonly budgetKey: string | undefined },
  budgets: readonly Budget[],
  ports: ParkPorts,
  nowMs: number,
): Promise<void> {
  const { documents, limiter, places } = ports;
  const { budgetKey } = refusal;
  // Its figures are of this moment: calls under way give room back later.
  const detail = `${refusal.detail} (asked at ${new Date(nowMs).toISOString()})`;
  const budget = budgets.find(({ key }) => key === budgetKey);
  const [state] = budget === undefined ? [] : await limiter.budgets([budget.key]);
  await documents.park(document.id, {
    code: 'budget',
    detail,
    since_ms: document.parked?.since_ms ?? nowMs,
    ...(budget !== undefined &&
      state !== undefined && {
        refused_by: {
          key: budget.key,
          // What calls under way gave back since the refusal counts as refused too, for as long as it is
          // believed.
          room_micro_usd: budget.capMicroUsd - state.spentMicroUsd - state.reservedMicroUsd,
          believed_until_ms: nowMs + BELIEVED_MS,
        },
      }),
  });
  await startAdmitted(await places.park(document.id), ports);
}
