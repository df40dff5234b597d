/** The body of a webhook (contract, "Webhooks"): what happened, never the text itself. */
export type { WebhookEvent } from '@quire/domain';
