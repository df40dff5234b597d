export { createActiveDocuments, type ActiveDocuments } from './active-documents.ts';
export { openBlobs, type Blobs, type StoredBlob } from './blobs.ts';
export { createEpoch, type Epoch } from './epoch.ts';
export { examineStore, type StoreFacts } from './examine-store.ts';
export { createDocuments, type DocumentEnd, type Documents } from './documents.ts';
export { createIdempotency, type Idempotency } from './idempotency.ts';
export { createOutbox, type Outbox, type OutboxEntry } from './outbox.ts';
export { createPages, type Commit, type Pages, type Slice, type SliceRequest } from './pages.ts';
