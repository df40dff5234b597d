import {
  type DocumentRecord,
  type EndStatus,
  endStatus,
  hasEnded,
  isGood,
  leavePlace,
  type LeavePorts,
  type OutboxPorts,
  type Page,
  relayOutbox,
  type Whole,
  webhookOwed,
} from '@quire/domain';
import type { ActiveDocuments, Documents, Pages } from '@quire/store';
import { type CallPorts, closeCalls } from './close-calls.ts';
import { rejectMixedUp } from './reject-mixed-up.ts';

export interface AggregatePorts extends OutboxPorts, CallPorts, LeavePorts {
  readonly producer: OutboxPorts['producer'] & LeavePorts['producer'];
  readonly documents: Pick<Documents, 'read' | 'order' | 'end'>;
  readonly pages: Pick<Pages, 'readMany' | 'readWhole' | 'sentPictures' | 'reject'>;
  readonly active: Pick<ActiveDocuments, 'end' | 'remove'>;
}

/** Pages looked at in one command: 100 of 4 kB are 400 kB, whatever the document's length. */
const CHUNK = 100;

/**
 * Ends a document of which every page has ended: looks at each page in order, says how the document
 * went, and owes its receiver the news. The pages themselves are the result; they are not copied.
 * Run again after a kill at any point, it comes to the same end.
 */
export async function aggregateDocument(documentId: string, ports: AggregatePorts): Promise<void> {
  const document = await ports.documents.read(documentId);
  if (document === null) return;
  if (!hasEnded(document.status)) {
    const failed = await failedPages(document, ports);
    const counts = { total: document.totalPages, failed: failed.length };
    const whole = await ports.pages.readWhole(documentId);
    if (document.whole !== null && whole === null) {
      throw new Error(`the answer about ${documentId} as a whole is not there`);
    }
    const status = endStatus(counts, document.options.on_page_error, whole);
    const owed = webhookOwed(document, status);
    await ports.documents.end(documentId, {
      status,
      reason: reasonFor(status, document.totalPages, failed, whole),
      webhookJob: owed && JSON.stringify({ v: 1, documentId, ...owed }),
    });
  }
  await relayOutbox(documentId, ports);
  await leavePlace(documentId, 'read', ports);
  if (await closeCalls(documentId, ports)) await ports.active.remove(documentId);
  else await ports.active.end(documentId);
}

/** @throws when a page is missing or out of its place, which only lost data can bring about */
async function failedPages(
  { id, totalPages }: Pick<DocumentRecord, 'id' | 'totalPages'>,
  ports: AggregatePorts,
): Promise<Page[]> {
  const { documents, pages } = ports;
  const failed: Page[] = [];
  for (let from = 0; from < totalPages; from += CHUNK) {
    const numbers = await documents.order(id, from, CHUNK);
    const finished = await pages.readMany(id, numbers);
    const isWhole = finished.length === Math.min(CHUNK, totalPages - from);
    if (!isWhole || finished.some(({ page }, at) => page !== numbers[at])) {
      throw new Error(`pages after position ${from} of ${id} are not all there`);
    }
    const checked = await rejectMixedUp(id, finished, ports);
    failed.push(...checked.filter(({ verdict }) => !isGood(verdict)));
  }
  return failed;
}

function reasonFor(
  status: EndStatus,
  totalPages: number,
  failed: readonly Page[],
  whole: Whole | null,
): DocumentRecord['reason'] {
  if (whole !== null && whole.error !== null) {
    const { code, detail } = whole.error;
    return { code, detail: `The document as a whole was not answered: ${detail}` };
  }
  const [first] = failed;
  if (status === 'completed' || first === undefined) return null;
  const numbers = failed.slice(0, 20).map(({ page }) => page);
  const rest = failed.length > numbers.length ? ', …' : '';
  return {
    code: first.error?.code ?? 'internal_error',
    detail: `${failed.length} of ${totalPages} pages failed: ${numbers.join(', ')}${rest}. The first: ${first.error?.detail ?? ''}`,
  };
}
