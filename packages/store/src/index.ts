export { createActiveDocuments, type ActiveDocuments } from './active-documents.ts';
export {
  answerKey,
  createAnswerCache,
  type AnswerCache,
  type Asker,
  type CacheBounds,
  type LookUp,
} from './answer-cache.ts';
export type { Blobs, StoredBlob } from './blobs/blobs.ts';
export { openBlobs } from './blobs/open-blobs.ts';
export { rememberingPaths } from './blobs/remembering-paths.ts';
export { createBatchCalls, type BatchCalls, type CallName } from './batch-calls.ts';
export {
  createBatches,
  type Batches,
  batchEntry,
  type BatchEntry,
  type BatchRecord,
  type BatchState,
} from './batches.ts';
export { createEpoch, type Epoch } from './epoch.ts';
export { examineStore, lookForModels, type StoreFacts } from './examine-store.ts';
export {
  createCalls,
  type CallOutcome,
  type Calls,
  type Claim,
  type ClaimRequest,
  type Debt,
  type Intent,
  type PageCallOutcome,
  type VainOutcome,
} from './calls.ts';
export { createDocuments, type DocumentEnd, type Documents, type WholeJob } from './documents.ts';
export { createIdempotency, type Idempotency } from './idempotency.ts';
export { createOutbox, type Outbox, type OutboxEntry } from './outbox.ts';
export { createLedger, type Ledger, type LedgerSpan } from './ledger.ts';
export {
  createPages,
  type Commit,
  type PageEnding,
  type PageProgress,
  type Pages,
  type SliceRequest,
} from './pages.ts';
export type { Slice } from './slice.ts';
export { createPromptCounts, type PromptCounts } from './prompt-counts.ts';
export { makeFolder } from './make-folder.ts';
export { openSpool, type Kept, type Spool } from './spool.ts';
