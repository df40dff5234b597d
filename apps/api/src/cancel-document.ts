import { type DocumentRecord, hasEnded, leavePlace, relayOutbox, webhookOwed } from '@quire/domain';
import type { ApiPorts } from './api-ports.ts';

/**
 * Stops paying for a document now: pages that are queued find it ended and are let go, calls that
 * are under way are the last. One that has ended stays as it is.
 * @returns the document afterwards
 */
export async function cancelDocument(
  record: DocumentRecord,
  ports: Pick<ApiPorts, 'documents' | 'places' | 'outbox' | 'producer' | 'active'>,
): Promise<DocumentRecord> {
  if (hasEnded(record.status)) return record;
  const { id } = record;
  const owed = webhookOwed(record, 'cancelled');
  await ports.documents.end(id, {
    status: 'cancelled',
    reason: null,
    webhookJob: owed && JSON.stringify({ v: 1, documentId: id, ...owed }),
  });
  await relayOutbox(id, ports);
  await leavePlace(id, 'stopped', ports);
  // Calls that are under way are booked yet: the sweeper sees to that.
  await ports.active.end(id);
  return (await ports.documents.read(id)) ?? record;
}
