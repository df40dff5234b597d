import { z } from 'zod';
import type { DeliveryRecord } from './delivery/delivery-record.ts';
import { type EndStatus, endStatuses } from './document-status.ts';
import type { DocumentRecord } from './document.ts';
import { documentView, viewDocument } from './document-view.ts';

export type WebhookEventType = `document.${EndStatus}`;

/** The body of a webhook (contract, "Webhooks"): what happened, never the text itself. */
export const webhookEvent = z.object({
  type: z.enum([
    'document.completed',
    'document.partial',
    'document.failed',
    'document.cancelled',
  ] satisfies WebhookEventType[]),
  timestamp: z.iso.datetime().describe("The document's end."),
  sequence: z
    .int()
    .min(1)
    .describe("Which of its document's events, from 1: who has seen a later one drops this."),
  data: documentView.pick({
    id: true,
    status: true,
    pages: true,
    usage: true,
    cost_usd: true,
    failed_pages: true,
    metadata: true,
    links: true,
  }),
});

export type WebhookEvent = z.output<typeof webhookEvent>;

/**
 * What the receiver of a document is owed at its end.
 * @returns null when nobody asked to be told of this end
 */
export function webhookOwed(
  { id, round, options }: Pick<DocumentRecord, 'id' | 'round' | 'options'>,
  status: EndStatus,
): {
  readonly webhookId: string;
  readonly type: WebhookEventType;
  readonly sequence: number;
} | null {
  const type: WebhookEventType = `document.${status}`;
  const { webhook } = options;
  if (!webhook || (webhook.events && !webhook.events.includes(type))) return null;
  return { webhookId: webhookId(id, status, round), type, sequence: round };
}

/** Every id under which a document may have been told of, set going so often. */
export function webhookIds(id: string, rounds: number): string[] {
  return Array.from({ length: rounds }, (_, at) =>
    endStatuses.map((status) => webhookId(id, status, at + 1)),
  ).flat();
}

/** Each round is news of its own: under the first one's id a receiver would drop it as known. */
function webhookId(id: string, status: EndStatus, round: number): string {
  return `wh_${id}_${status}${round > 1 ? `_${round}` : ''}`;
}

/**
 * A webhook's body: enough to know what happened, never the text itself. It says how the document
 * ended, also where that has been set going again since.
 */
export function webhookBody(
  { type, sequence, created_at_ms: atMs }: DeliveryRecord,
  document: DocumentRecord,
): string {
  const told = type.replace(/^document\./, '');
  const view = viewDocument(document, null);
  const { id, pages, usage, cost_usd, failed_pages, metadata, links } = view;
  const status = endStatuses.find((end) => end === told) ?? view.status;
  const data: WebhookEvent['data'] = {
    id,
    status,
    pages,
    usage,
    cost_usd,
    failed_pages,
    metadata,
    links,
  };
  return JSON.stringify({ type, timestamp: new Date(atMs).toISOString(), sequence, data });
}

/**
 * What an event is signed with: all secrets that its document brought, else all of the server's. Several
 * while one is replaced, so that receivers with the old one and with the new one both believe it.
 */
export function signingSecrets(
  { secret }: NonNullable<DocumentRecord['options']['webhook']>,
  ofServer: readonly string[],
): readonly string[] {
  return secret === undefined ? ofServer : secret.split(/[ ,]+/);
}
