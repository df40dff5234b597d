import type { DocumentRecord } from '@quire/domain';
import type { Documents, Pages } from '@quire/store';
import { deliverPage, type DeliverPorts } from '../deliver-page.ts';
import { pageOfWhole } from './whole-record.ts';

export type SpreadPorts = DeliverPorts & {
  readonly documents: Pick<Documents, 'order'>;
  readonly pages: Pick<Pages, 'commit' | 'readMany' | 'readWhole'>;
};

/**
 * Gives each page that was in the one request its record, by what the record of the whole says of it.
 * May be repeated: pages that have ended are left as they are, and with the last of them the document's
 * aggregation is owed.
 */
export async function spreadWhole(
  document: Pick<DocumentRecord, 'id' | 'totalPages' | 'whole'>,
  ports: SpreadPorts,
): Promise<void> {
  const { id, totalPages } = document;
  const whole = document.whole === 'one' ? await ports.pages.readWhole(id) : null;
  if (whole === null) return;
  const numbers = await ports.documents.order(id, 0, totalPages);
  const ended = new Set((await ports.pages.readMany(id, numbers)).map(({ page }) => page));
  for (const page of numbers) {
    if (ended.has(page)) continue;
    const record = { page: pageOfWhole(document, whole, page), fence: null, call: null, base: 0 };
    await deliverPage(id, record, ports);
  }
}
