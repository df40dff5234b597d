import { z } from 'zod';
import { type EndStatus, endStatuses } from './document-status.ts';
import type { DocumentRecord } from './document.ts';
import { documentView, type DocumentView } from './document-view.ts';

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
): { readonly webhookId: string; readonly type: WebhookEventType } | null {
  const type: WebhookEventType = `document.${status}`;
  const { webhook } = options;
  if (!webhook || (webhook.events && !webhook.events.includes(type))) return null;
  return { webhookId: webhookId(id, status, round), type };
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

/** A webhook's body: enough to know what happened, never the text itself. */
export function webhookBody(type: string, nowMs: number, view: DocumentView): string {
  const { id, status, pages, usage, cost_usd, failed_pages, metadata, links } = view;
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
  return JSON.stringify({ type, timestamp: new Date(nowMs).toISOString(), data });
}
