import { feedPages, type FeedPorts, leavePlace, PAGE_WINDOW } from '@quire/domain';
import type { BatchCalls } from '@quire/store';

export type ApartPorts = FeedPorts & { readonly batchCalls: Pick<BatchCalls, 'setApart'> };

/**
 * Takes a page that goes with a batch out of its document's window, and passes on what that makes room for:
 * its document's next pages, or, where all that is left of it is with batches, its place.
 * @param gatheredUnder fence of the claim of one that is only gathered; else its call has to be in a batch
 * @returns false where it is in none, or something came back for it
 */
export async function standApart(
  documentId: string,
  page: number,
  ports: ApartPorts,
  gatheredUnder?: number,
): Promise<boolean> {
  const { batchCalls } = ports;
  const set = await batchCalls.setApart(documentId, page, PAGE_WINDOW, gatheredUnder);
  await feedPages(documentId, set.slice, ports);
  if (set.idle !== null) await leavePlace(documentId, set.idle, ports);
  return set.isApart;
}
