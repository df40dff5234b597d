export { blobName, blobNames } from './blob-names.ts';
export {
  costMicroUsd,
  limitedInputTokens,
  plainUsage,
  promptTokens,
  usd,
  type Lane,
  type TokenPrices,
  type TokenUsage,
} from './cost.ts';
export {
  afterAttempt,
  endDelivery,
  replayDelivery,
  type AttemptFacts,
} from './delivery/delivery-steps.ts';
export {
  deliveryRecord,
  deliveryStatuses,
  documentOfDelivery,
  newDelivery,
  type DeliveryAttempt,
  type DeliveryRecord,
  type DeliveryStatus,
} from './delivery/delivery-record.ts';
export {
  deliveryListView,
  deliveryView,
  replayedView,
  viewDelivery,
  type DeliveryView,
} from './delivery/delivery-view.ts';
export { eraseDocument, type ErasePorts } from './erase-document.ts';
export { documentId, documentIdText, isDocumentId } from './document-id.ts';
export { documentListView, type DocumentListView } from './document-list-view.ts';
export { documentData, endStatus, pageMarkdown, wholeMarkdown } from './document-result.ts';
export {
  documentStatuses,
  hasEnded,
  type DocumentStatus,
  type EndStatus,
} from './document-status.ts';
export {
  acceptedDocument,
  endReason,
  inBatch,
  parkedFor,
  plannedPage,
  sourceMediaTypes,
  type AcceptedDocument,
  type AddressedSource,
  type DeletedDocument,
  type DocumentProgress,
  type DocumentRecord,
  type PlannedPage,
  type Source,
  type SourceMediaType,
  type StoredSource,
} from './document.ts';
export {
  formatCursor,
  parseCursor,
  resumeFrom,
  type EventCursor,
  type FeedHead,
} from './events/event-cursor.ts';
export { pageSummary, type PageSummary } from './events/page-summary.ts';
export { ADDRESS, ADDRESSED_PAGE } from './picture-address.ts';
export {
  estimateView,
  laneEstimate,
  type EstimateView,
  type LaneEstimate,
} from './estimate-view.ts';
export { asFailure, Failure, isFailureCode, type FailureCode } from './failure.ts';
export { failureCode } from './failure-code.ts';
export { failures } from './failure-table.ts';
export { endsRenderer, isWaitedOut, mayPass } from './failure-traits.ts';
export type { Evidence } from './judging/evidence.ts';
export {
  pageFacts,
  type PageFacts,
  type PageLayer,
  type PageWord,
  type PlaceOnPage,
} from './judging/page-facts.ts';
export { addAnswer } from './judging/add-answer.ts';
export { layerText } from './judging/layer-text.ts';
export { nextCall, type StepFacts } from './judging/next-call.ts';
export { nextStep, type NextStep, type PageHistory } from './judging/next-step.ts';
export { judgeAnswer, type AnswerToJudge, type Judgement } from './judge-answer.ts';
export {
  callFacts,
  callTokens,
  ledgerEntry,
  noTokens,
  type CallClass,
  type CallFacts,
  type CallTokens,
  type LedgerEntry,
} from './ledger-entry.ts';
export {
  createLedgerTotals,
  ledgerGroupings,
  ledgerTotal,
  ledgerTotalsView,
  type LedgerGrouping,
  type LedgerTotal,
  type LedgerTotals,
  type LedgerTotalsView,
} from './ledger-totals.ts';
export { pageBudgets, type SpendCaps } from './page-budgets.ts';
export {
  httpUrl,
  MAX_PAGES,
  optionFields,
  type DocumentOptions,
  type Task,
} from './option-fields.ts';
export { documentOptions, documentOptionsWith } from './options.ts';
export { builtInPresets } from './presets/built-in-presets.ts';
export {
  presetListView,
  presetView,
  viewPreset,
  type PresetListView,
} from './presets/preset-view.ts';
export { parsePreset } from './presets/parse-preset.ts';
export type { Preset, Presets } from './presets/preset.ts';
export { resolveOptions, schemaOf, taskOf } from './resolve-options.ts';
export { pagePrompt, repairPrompt, type PagePrompt } from './page-prompt.ts';
export { patchTask, readPatch, type PatchTask } from './patch/patch-task.ts';
export { isPageRanges, selectPages } from './page-ranges.ts';
export {
  callSteps,
  isGood,
  pagePicture,
  pageSchema,
  verdicts,
  type CallStep,
  type Page,
  type PageCall,
  type PagePicture,
  type Usage,
  type Verdict,
} from './page.ts';
export {
  fitToTier,
  largestSeen,
  pdfPageTokens,
  pictureTiers,
  pictureTokens,
  sentTokens,
  type PictureSize,
  type PictureTier,
} from './picture-size.ts';
export type { SeenLimits } from './seen-limits.ts';
export { problemView, type ProblemView } from './problem-view.ts';
export { resultView, type ResultView } from './result-view.ts';
export { resumedView, statusView, type ResumedView, type StatusView } from './status-view.ts';
export { waitingFor, type ProviderHold } from './waiting.ts';
export { documentView, viewDocument, type DocumentView } from './document-view.ts';
export { feedPages, leaveIfIdle, type FeedPorts } from './feed-pages.ts';
export {
  type Admitted,
  type AdmissionRules,
  admissionRules,
  isOverdueRank,
  laneOf,
  type Leaving,
  leavePlace,
  type LeavePorts,
  PAGE_WINDOW,
  rankOfTurn,
  startAdmitted,
  type StartPorts,
} from './admission.ts';
export { relayOutbox, type OutboxPorts } from './relay-outbox.ts';
export { readSettlement, type WrittenSettlement } from './settlement.ts';
export { settleDebts, type DebtPorts } from './settle-debts.ts';
export { sniffMediaType } from './sniff-media-type.ts';
export {
  signingSecrets,
  webhookBody,
  webhookEvent,
  webhookOwed,
  type WebhookEvent,
  type WebhookEventType,
} from './webhook-event.ts';
export { parseJson } from './parse-json.ts';
export {
  judgeHealth,
  mayGoOn,
  maySpend,
  tolerateUnsafeRedis,
  type DoctorFacts,
  type EpochFacts,
  type RedisFacts,
} from './doctor.ts';
export type { Finding, Severity } from './doctor-finding.ts';
export type { ModelFacts, NamedModel } from './doctor-model.ts';
export { csvField, ledgerCsvHeader, ledgerCsvLine } from './ledger-csv.ts';
export { readProviderBill, type BilledCall, type ProviderBill } from './provider-bill.ts';
export {
  createReconciler,
  type ReconciledCalls,
  type ReconciledDay,
  type Reconciler,
  type Reconciliation,
} from './reconcile-bill.ts';
export {
  estimatePages,
  type PagesEstimate,
  type PagesToEstimate,
  type Range,
  type SampledPage,
} from './estimate-pages.ts';
export { estimateWhole, type WholeToEstimate } from './whole/estimate-whole.ts';
export { mergeFault, type MergedPage } from './whole/judge-merge.ts';
export { BATCH_ROOM_MS, laneAt, lastMomentMs, REALTIME_ROOM_MS } from './lane-at.ts';
export { DEFAULT_MAX_TOKENS, planWhole, type WholePlan } from './whole/plan-whole.ts';
export { isDueAsWhole, wholeWays, type WholeWay } from './whole/whole-way.ts';
export {
  MOST_PICTURE_BYTES,
  refusalOf,
  tierFor,
  type RequestModel,
  type RequestSize,
} from './whole/request-room.ts';
export { WHOLE, wholeSchema, type Whole } from './whole/whole.ts';
export { mergePrompt, pictureLabel, wholePrompt } from './whole/whole-prompt.ts';
