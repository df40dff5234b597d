import { type DocumentRecord, Failure, isDocumentId } from '@quire/domain';
import type { ApiPorts } from './api-ports.ts';

/**
 * A tenant's document. Another tenant's is not there, and looks exactly so.
 * @throws Failure `document_not_found`
 */
export async function readOwnDocument(
  id: string,
  tenant: string,
  { documents }: Pick<ApiPorts, 'documents'>,
): Promise<DocumentRecord> {
  const record = isDocumentId(id) ? await documents.read(id) : null;
  if (record === null || record.tenant !== tenant) {
    throw new Failure('document_not_found', { detail: 'there is no document with this id' });
  }
  return record;
}
