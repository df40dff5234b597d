import {
  type DocumentRecord,
  eraseDocument,
  type ErasePorts,
  Failure,
  leavePlace,
  type LeavePorts,
} from '@quire/domain';
import type { ApiPorts } from './api-ports.ts';

/**
 * Deletes a document, whatever it is doing: nothing more is paid for it, and what of it is under way is
 * booked and not kept. It is gone once this returns; its traces mostly are, and those that are not, because
 * a worker still has hold of one or somebody died, are for the sweeper.
 * @throws Failure `document_not_found` when another was quicker, `redis_unavailable`
 */
export async function deleteDocument(
  { id }: Pick<DocumentRecord, 'id'>,
  ports: Pick<ApiPorts, 'deletions' | 'log'> & ErasePorts & LeavePorts,
): Promise<void> {
  if (!(await ports.deletions.delete(id, Date.now()))) throw new Failure('document_not_found');
  const erasing = leavePlace(id, 'stopped', ports).then(() => eraseDocument(id, ports, Date.now()));
  await erasing.catch((error: unknown) => {
    ports.log.warn({ documentId: id, err: error }, 'not all of it is gone; the sweeper removes it');
  });
}
