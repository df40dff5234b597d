export { createQuireClient, type QuireClient, type ClientSettings } from './create-quire-client.ts';
export { QuireError, type Mistake, type QuireErrorCode } from './quire-error.ts';
export { verifyWebhook, type VerifiedWebhook, type WebhookToVerify } from './verify-webhook.ts';
export {
  WebhookVerificationError,
  type WebhookVerificationCode,
} from './webhook-verification-error.ts';
export type { DocumentEvent, EventSettings } from './document-event.ts';
export type { DocumentFiles, DocumentSource, OneSource } from './document-source.ts';
export type { DocumentResult, ResultQuery } from './read-result.ts';
export type { DocumentPage, ListQuery } from './document-page.ts';
export type { DocumentEstimate, LaneEstimate } from './document-estimate.ts';
export type { LedgerQuery, LedgerTotals } from './read-ledger.ts';
export type { ServiceStatus, EndedHold } from './service-status.ts';
export type { SubmitSettings } from './submit-document.ts';
export type { WaitSettings } from './wait-for-end.ts';
export type { WebhookEvent } from './webhook-event.ts';
// What these answers are made of, so that a caller needs this package alone.
export type {
  DocumentOptions,
  DocumentStatus,
  DocumentView,
  Page,
  PageSummary,
  Usage,
  Verdict,
} from '@quire/domain';
