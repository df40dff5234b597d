import { type AcceptedDocument, blobNames } from '@quire/domain';
import type { BlobUsers } from '../blob-users.ts';
import type { Documents } from '../documents.ts';

export interface AdoptPorts {
  readonly everyDocument: () => AsyncIterable<AcceptedDocument>;
  readonly documents: Pick<Documents, 'read'>;
  readonly blobUsers: Pick<BlobUsers, 'adopt' | 'release'>;
}

/**
 * Puts documents on record as users of their blobs that are not: an earlier release accepted them, which
 * kept no such record.
 * @returns how many there were
 */
export async function adoptDocuments(
  nowMs: number,
  { everyDocument, documents, blobUsers }: AdoptPorts,
): Promise<number> {
  let adopted = 0;
  for await (const { id, sources } of everyDocument()) {
    const names = blobNames(sources);
    if (!(await blobUsers.adopt(names, id, nowMs))) continue;
    adopted += 1;
    // Deleted since it was read, it would keep its blobs for a retention.
    if ((await documents.read(id)) === null) await blobUsers.release(names, id, nowMs);
  }
  return adopted;
}
