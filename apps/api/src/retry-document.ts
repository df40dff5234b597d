import { type DocumentRecord, Failure, relayOutbox, WHOLE } from '@quire/domain';
import type { ApiPorts } from './api-ports.ts';
import { enterDocument } from './enter-document.ts';

/**
 * Runs again only what failed, and what a cancel left unread: good pages stay, and what was paid stays
 * on the bill. A document that is complete, or under way, stays as it is; so asking twice, because the
 * first answer was lost, is asking once.
 * @returns the document afterwards
 * @throws Failure `document_not_found` when it is forgotten meanwhile
 */
export async function retryDocument(
  record: DocumentRecord,
  ports: Pick<ApiPorts, 'documents' | 'places' | 'outbox' | 'producer'>,
): Promise<DocumentRecord> {
  const { id } = record;
  // The news of the end before this one may be owed yet, and there is room for one.
  await relayOutbox(id, ports);
  const round = record.round + 1;
  const splitJob = JSON.stringify({ v: 1, documentId: id, round });
  const wholeJob = JSON.stringify({ v: 1, documentId: id, page: WHOLE, round });
  const status = await ports.documents.retry(id, round, { splitJob, wholeJob });
  if (status === null) throw new Failure('document_not_found');
  const retried = await ports.documents.read(id);
  if (retried === null) throw new Failure('document_not_found');
  if (status === 'queued' || status === 'processing') {
    await enterDocument({ ...retried, createdAtMs: Date.now() }, retried.round, ports);
  }
  return retried;
}
