import type { DocumentView, WebhookEventType } from '@quire/domain';

/** The body of a webhook (contract, "Webhooks"): what happened, never the text itself. */
export interface WebhookEvent {
  readonly type: WebhookEventType;
  /** When it was signed, ISO 8601. */
  readonly timestamp: string;
  readonly data: Pick<
    DocumentView,
    'id' | 'status' | 'pages' | 'usage' | 'cost_usd' | 'failed_pages' | 'metadata' | 'links'
  >;
}
