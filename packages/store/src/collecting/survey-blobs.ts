import type { BlobUsers } from '../blob-users.ts';
import { blobNameAt } from '../blobs/blob-address.ts';
import type { Blobs } from '../blobs/blobs.ts';
import { quarantinedDocument } from '../blobs/quarantine-address.ts';
import type { Documents } from '../documents.ts';

export interface SurveyPorts {
  readonly blobs: Pick<Blobs, 'list' | 'remove'>;
  readonly blobUsers: Pick<BlobUsers, 'areKnown' | 'enlist' | 'absolve'>;
  readonly documents: Pick<Documents, 'read'>;
}

/** Names asked about in one go. */
const CHUNK = 500;

/**
 * Walks through the whole store for what fell out of the record, whatever brought that about: files that
 * no user is known of are looked at again in a day, and removed then; pages in quarantine go with
 * their document.
 * @returns how many files were not on record
 */
export async function surveyBlobs(
  nowMs: number,
  { blobs, blobUsers, documents }: SurveyPorts,
  signal: AbortSignal,
): Promise<number> {
  let unknown = 0;
  let names: string[] = [];
  const enlistUnknown = async (): Promise<void> => {
    const are = await blobUsers.areKnown(names);
    const left = names.filter((_name, at) => are[at] === false);
    for (const name of left) await blobUsers.enlist(name, nowMs);
    unknown += left.length;
    names = [];
  };
  for await (const address of blobs.list('')) {
    if (signal.aborted) return unknown;
    const name = blobNameAt(address);
    if (name !== null) names.push(name);
    if (names.length === CHUNK) await enlistUnknown();
    const documentId = quarantinedDocument(address);
    if (documentId !== null && (await documents.read(documentId)) === null) {
      await blobs.remove(address);
    }
  }
  await enlistUnknown();
  await blobUsers.absolve(nowMs);
  return unknown;
}
