import { readSettlement, settleDebts } from '@quire/domain';
import type { Limiter } from '@quire/limits';
import type { Calls } from '@quire/store';

export interface CallPorts {
  readonly calls: Pick<Calls, 'lapse' | 'debts' | 'settled'>;
  readonly limiter: Pick<Limiter, 'settle'>;
}

/**
 * Gives up on a document's calls that nobody came back for, and tells the limiter what it was not told
 * by who sent them.
 * @returns whether none of its calls is open any more
 */
export async function closeCalls(
  documentId: string,
  { calls, limiter }: CallPorts,
): Promise<boolean> {
  const standing = await calls.lapse(documentId);
  const settle = (settlement: string): Promise<void> => limiter.settle(readSettlement(settlement));
  await settleDebts(documentId, { calls, settle });
  return standing === 0;
}
