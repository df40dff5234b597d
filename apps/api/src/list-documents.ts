import type { DocumentRecord, DocumentStatus } from '@quire/domain';
import type { ApiPorts } from './api-ports.ts';

/** Documents looked at for one request: what is rare must not make it read a tenant's whole past. */
export const MOST_LOOKED_AT = 1_000;
const CHUNK = 100;

export interface ListQuery {
  readonly status?: DocumentStatus | undefined;
  /** The id of the last document looked at before. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/**
 * A tenant's documents, newest first. With a status, a page may hold fewer than asked for and still
 * have a next one: the cursor says where looking stopped.
 */
export async function listDocuments(
  tenant: string,
  { status, cursor, limit }: ListQuery,
  { documents }: Pick<ApiPorts, 'documents'>,
): Promise<{ records: DocumentRecord[]; nextCursor: string | null }> {
  const records: DocumentRecord[] = [];
  let last = cursor;
  for (let lookedAt = 0; lookedAt < MOST_LOOKED_AT; lookedAt += CHUNK) {
    const ids = await documents.list(tenant, last, CHUNK);
    const found = await Promise.all(ids.map((id) => documents.read(id)));
    for (const [at, record] of found.entries()) {
      last = ids[at];
      // A document whose retention has passed stays listed until somebody comes by.
      if (record === null && last !== undefined) await documents.unlist(tenant, last);
      if (record === null || (status !== undefined && record.status !== status)) continue;
      records.push(record);
      if (records.length === limit) return { records, nextCursor: last ?? null };
    }
    if (ids.length < CHUNK) return { records, nextCursor: null };
  }
  return { records, nextCursor: last ?? null };
}
