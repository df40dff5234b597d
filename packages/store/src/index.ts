export { createActiveDocuments, type ActiveDocuments } from './active-documents.ts';
export {
  answerKey,
  answerKeyAbout,
  createAnswerCache,
  type AnswerCache,
  type Asker,
  type CacheBounds,
  type LookUp,
} from './answer-cache.ts';
export { type BlobUsers, createBlobUsers } from './blob-users.ts';
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
export { adoptDocuments, type AdoptPorts } from './collecting/adopt-documents.ts';
export { collectBlobs, type CollectPorts } from './collecting/collect-blobs.ts';
export { removalHindrance } from './collecting/removal-hindrance.ts';
export { surveyBlobs, type SurveyPorts } from './collecting/survey-blobs.ts';
export { createDeletions, type Deletions } from './deletions.ts';
export { createEpoch, type Epoch } from './epoch.ts';
export { everyDocument } from './every-document.ts';
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
export { createDeliveries, type Deliveries, type StoredDelivery } from './deliveries.ts';
export {
  createReceivers,
  type LaneOutcome,
  type DisabledEndpoint,
  type Receiver,
  type ReceiverLimits,
  type Receivers,
} from './receivers.ts';
export { createDocuments, type DocumentEnd, type Documents, type WholeJob } from './documents.ts';
export { forgetAnswers } from './forget-answers.ts';
export { openDocumentBell, type DocumentBell } from './document-bell.ts';
export { createDocumentFeed, type DocumentFeed, type FeedChunk } from './document-feed.ts';
export { createIdempotency, type Idempotency, idempotencyHash } from './idempotency.ts';
export { createOutbox, type Outbox, type OutboxEntry } from './outbox.ts';
export { createLedger, type Ledger, type LedgerSpan } from './ledger.ts';
export {
  createPages,
  type Commit,
  type PageEnding,
  type PageProgress,
  type Pages,
} from './pages.ts';
export type { Idleness, Slice, SliceRequest } from './slices.ts';
export { createPlaces, type Places, type Standing } from './places.ts';
export { createPromptCounts, type PromptCounts } from './prompt-counts.ts';
export { makeFolder } from './make-folder.ts';
export { openSpool, type Kept, type Spool } from './spool.ts';
