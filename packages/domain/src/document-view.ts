import { z } from 'zod';
import { usd } from './cost.ts';
import { deliveryStatuses } from './delivery/delivery-record.ts';
import { documentStatuses } from './document-status.ts';
import { type DocumentRecord, endReason } from './document.ts';
import { isDueAsWhole } from './whole/whole-way.ts';
import { type ProviderHold, waitingFor } from './waiting.ts';

/** A document as the outside sees it (contract, "HTTP"); field names are the wire's. */
export const documentView = z.object({
  id: z.string(),
  status: z.enum(documentStatuses),
  reason: endReason.nullable(),
  tenant: z.string(),
  filename: z.string().nullable(),
  sha256: z.string().describe('Of the first file; of its address where it is handed on by that.'),
  created_at: z.iso.datetime(),
  finished_at: z.iso.datetime().nullable(),
  pages: z.object({
    total: z.int().describe('0 until the document has been taken apart.'),
    done: z.int().describe('Ended well: `ok` or `blank`.'),
    failed: z.int(),
    blank: z.int().describe('Of those done.'),
    cached: z.int().describe('Of those done.'),
  }),
  usage: z.object({
    input_tokens: z.int(),
    output_tokens: z.int(),
    calls: z.int().describe('Calls sent to Claude, answered or not.'),
  }),
  cost_usd: z.number(),
  failed_pages: z.array(z.int()),
  waiting_for: z.string().nullable().describe('What has to happen next; null at the end.'),
  waiting_detail: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()),
  webhook: z
    .object({ status: z.enum(deliveryStatuses), deliveries: z.string() })
    .nullable()
    .describe('How the news of its end fares; null where nobody is to be told yet.'),
  links: z.object({ self: z.string(), result: z.string(), pages: z.string() }),
});

export type DocumentView = z.output<typeof documentView>;

/**
 * @param hold the pause or halt in force for the document's model, if any
 * @param hasToWait whether it has no place among the documents that are being read
 */
export function viewDocument(
  record: DocumentRecord,
  hold: ProviderHold | null,
  hasToWait = false,
): DocumentView {
  const { status, parked, batch, pagesInBatch } = record;
  const inBatch =
    pagesInBatch > 0
      ? { pages: pagesInBatch, id: batch?.id ?? null, createdAtMs: batch?.created_at_ms ?? null }
      : null;
  const waiting = waitingFor(status, hold, parked, {
    isOnWhole: isDueAsWhole(record),
    hasToWait,
    batch: inBatch,
  });
  const self = `/v1/documents/${record.id}`;
  const [first] = record.sources;
  return {
    id: record.id,
    status,
    reason: record.reason,
    tenant: record.tenant,
    filename: first?.filename ?? null,
    sha256: first?.sha256 ?? '',
    created_at: new Date(record.createdAtMs).toISOString(),
    finished_at: record.finishedAtMs === null ? null : new Date(record.finishedAtMs).toISOString(),
    pages: {
      total: record.totalPages,
      done: record.goodPages,
      failed: record.failedPages,
      blank: record.blankPages,
      cached: record.cachedPages,
    },
    usage: { ...record.usage, calls: record.calls },
    cost_usd: usd(record.costMicroUsd),
    failed_pages: [...record.failedPageNumbers],
    waiting_for: waiting?.code ?? null,
    waiting_detail: waiting?.detail ?? null,
    metadata: record.options.metadata ?? {},
    webhook: record.webhook
      ? { status: record.webhook, deliveries: `/v1/webhooks/deliveries?document=${record.id}` }
      : null,
    links: { self, result: `${self}/result`, pages: `${self}/pages/{page}` },
  };
}
