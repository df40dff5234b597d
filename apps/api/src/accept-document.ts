import { createHash, randomBytes } from 'node:crypto';
import {
  type AcceptedDocument,
  blobNames,
  type DocumentOptions,
  documentId,
  type DocumentRecord,
  Failure,
  resolveOptions,
  type Source,
} from '@quire/domain';
import { idempotencyHash } from '@quire/store';
import type { ApiPorts } from './api-ports.ts';
import { passedDeadline } from './check-options.ts';
import { enterDocument } from './enter-document.ts';
import type { Upload } from './uploads/upload.ts';

export interface Acceptance {
  readonly tenant: string;
  readonly sources: readonly Source[];
  readonly options: DocumentOptions;
  /** Where the options stand in the request, as a JSON pointer. */
  readonly optionsAt: Upload['optionsAt'];
  /** The client's Idempotency-Key, if any. */
  readonly idempotencyKey: string | undefined;
  /** The upload that keeps the files until the document does. */
  readonly upload: string;
}

type AcceptPorts = Pick<
  ApiPorts,
  | 'documents'
  | 'places'
  | 'deletions'
  | 'blobUsers'
  | 'outbox'
  | 'producer'
  | 'idempotency'
  | 'log'
  | 'config'
  | 'presets'
>;

/**
 * Makes a document of files that are already stored, and sees it on its way. A client that heard
 * nothing and sends the same again under the same key gets the same document.
 * @throws InvalidRequest where a new document's deadline is over
 * @throws Failure `idempotency_key_reused`, `redis_unavailable`, `upload_interrupted` when it took so long that
 * its files were given up on, `document_not_found` when it was deleted meanwhile
 */
export async function acceptDocument(
  acceptance: Acceptance,
  ports: AcceptPorts,
): Promise<DocumentRecord> {
  const { tenant, sources, options, idempotencyKey, upload } = acceptance;
  const tooLateForIt = passedDeadline(acceptance, Date.now());
  let id = documentId(Date.now(), randomBytes(16));
  if (idempotencyKey !== undefined) {
    const fingerprint = fingerprintOf(sources, options);
    const claim = await ports.idempotency.claim(tenant, idempotencyKey, {
      fingerprint,
      documentId: id,
    });
    if (!claim.isSameBody) throw new Failure('idempotency_key_reused');
    id = claim.documentId;
    const standing = await ports.documents.read(id);
    if (standing !== null) return standing;
    const forgetKey = () => ports.idempotency.release(tenant, idempotencyHash(idempotencyKey), id);
    if (tooLateForIt !== null) await forgetKey();
    else if (await ports.deletions.isDeleted(id)) {
      // What the key stood for is gone, and nothing of that id comes back: this is new work.
      await forgetKey();
      return acceptDocument(acceptance, ports);
    }
    // The process that claimed the key died before it wrote the document: this one finishes it.
  }
  if (tooLateForIt !== null) throw tooLateForIt;
  const resolved = resolveOptions(options, ports.presets);
  const document: AcceptedDocument = {
    id,
    tenant,
    createdAtMs: Date.now(),
    sources: [...sources],
    // Fixed now: workers with another default must not mix models in one document, nor presets.
    options: { ...resolved, model: resolved.model ?? ports.config.QUIRE_MODEL },
    ...(idempotencyKey !== undefined && { idempotencySha256: idempotencyHash(idempotencyKey) }),
  };
  const names = blobNames(sources);
  const tooLate = new Failure('upload_interrupted', { detail: 'it took more than a day' });
  if (!(await ports.blobUsers.keep(names, id, upload, Date.now()))) throw tooLate;
  await ports.documents.create(document, JSON.stringify({ v: 1, documentId: id }));
  if (!(await ports.blobUsers.confirm(names, id, Date.now()))) {
    await ports.deletions.delete(id, Date.now());
    throw tooLate;
  }
  // From here on the document is accepted: should enqueueing fail, the sweeper does it.
  await enterDocument(document, 1, ports).catch((error: unknown) => {
    ports.log.warn({ documentId: id, err: error }, 'not enqueued yet; the sweeper will do it');
  });
  const record = await ports.documents.read(id);
  if (record === null) throw new Failure('document_not_found');
  return record;
}

function fingerprintOf(sources: readonly Source[], options: DocumentOptions): string {
  const files = sources.map(({ sha256, filename }) => [sha256, filename]);
  return createHash('sha256')
    .update(JSON.stringify([files, options]))
    .digest('hex');
}
