export { costMicroUsd, usd, type TokenPrices } from './cost.ts';
export { documentId, isDocumentId } from './document-id.ts';
export { documentData, endStatus, pageMarkdown } from './document-result.ts';
export {
  documentStatuses,
  hasEnded,
  type DocumentStatus,
  type EndStatus,
} from './document-status.ts';
export {
  acceptedDocument,
  endReason,
  plannedPage,
  sourceMediaTypes,
  type AcceptedDocument,
  type DocumentProgress,
  type DocumentRecord,
  type PlannedPage,
  type Source,
  type SourceMediaType,
} from './document.ts';
export {
  asFailure,
  endsRenderer,
  Failure,
  failures,
  isFailureCode,
  mayPass,
  type FailureCode,
} from './failure.ts';
export { judgeAnswer, type AnswerToJudge, type Judgement } from './judge-answer.ts';
export {
  documentOptions,
  MAX_PAGES,
  schemaOf,
  taskOf,
  type DocumentOptions,
  type Task,
} from './options.ts';
export { pagePrompt, type PagePrompt } from './page-prompt.ts';
export { isPageRanges, selectPages } from './page-ranges.ts';
export {
  isGood,
  pageSchema,
  verdicts,
  type Page,
  type PagePicture,
  type Usage,
  type Verdict,
} from './page.ts';
export {
  fitToTier,
  pdfPageTokens,
  pictureTiers,
  pictureTokens,
  type PictureSize,
  type PictureTier,
} from './picture-size.ts';
export { waitingFor, type ProviderHold } from './waiting.ts';
export { documentView, viewDocument, type DocumentView } from './document-view.ts';
export { feedPages, PAGE_WINDOW, type FeedPorts } from './feed-pages.ts';
export { relayOutbox, type OutboxPorts } from './relay-outbox.ts';
export { sniffMediaType } from './sniff-media-type.ts';
export { webhookBody, webhookOwed, type WebhookEventType } from './webhook-event.ts';
export { parseJson } from './parse-json.ts';
