import { blobNames } from './blob-names.ts';
import type { DeletedDocument } from './document.ts';
import { webhookIds } from './webhook-event.ts';

/** Shaped like the store's and the queues' own. */
export interface ErasePorts {
  readonly deletions: {
    read(documentId: string): Promise<DeletedDocument | null>;
    pictures(documentId: string): Promise<ReadonlySet<string>>;
    wipe(documentId: string): Promise<void>;
  };
  readonly documents: { unlist(tenant: string, documentId: string): Promise<void> };
  readonly idempotency: {
    release(tenant: string, keyHash: string, documentId: string): Promise<void>;
  };
  readonly blobUsers: {
    release(names: readonly string[], user: string, nowMs: number): Promise<void>;
  };
  readonly blobs: {
    list(beginning: string): AsyncIterable<string>;
    remove(address: string): Promise<boolean>;
  };
  /** Lets go of what a tenant was answered about some pictures. */
  readonly forgetAnswers: (tenant: string, pictures: ReadonlySet<string>) => Promise<void>;
  readonly producer: {
    /** @returns how many of them are being run, and so cannot be removed */
    removeJobs(documentId: string, jobs: DocumentJobs): Promise<number>;
  };
}

interface DocumentJobs {
  readonly pages: readonly number[];
  readonly rounds: number;
  readonly webhookIds: readonly string[];
}

/**
 * Removes everything of a deleted document that lies outside its own record. Each step may be done
 * twice; a run after a kill in between does the rest.
 * @returns whether nothing of it is being run any more: what is may bring back some of what is removed
 * here, and is to be followed by another run
 */
export async function eraseDocument(
  documentId: string,
  ports: ErasePorts,
  nowMs: number,
): Promise<boolean> {
  const deleted = await ports.deletions.read(documentId);
  if (deleted === null) return true;
  const { tenant, sources, rounds, pages, idempotencySha256 } = deleted;
  // First those that may be given to somebody yet, so that what they would do is not done.
  const jobs = { pages, rounds, webhookIds: webhookIds(documentId, rounds) };
  const running = await ports.producer.removeJobs(documentId, jobs);
  await ports.documents.unlist(tenant, documentId);
  await ports.forgetAnswers(tenant, await ports.deletions.pictures(documentId));
  await ports.deletions.wipe(documentId);
  await ports.blobUsers.release(blobNames(sources), documentId, nowMs);
  if (idempotencySha256 !== undefined) {
    await ports.idempotency.release(tenant, idempotencySha256, documentId);
  }
  // Last, for the store may be away.
  for await (const address of ports.blobs.list(`quarantine/${documentId}-p`)) {
    await ports.blobs.remove(address);
  }
  return running === 0;
}
