import { z } from 'zod';
import { failureCode } from '../failure-code.ts';
import { type DeliveryRecord, deliveryStatuses } from './delivery-record.ts';

const isoTime = z.iso.datetime();
const error = z.object({ code: failureCode, message: z.string() });

/** A delivery as its tenant sees it; field names are the wire's. */
export const deliveryView = z.object({
  id: z.string().describe('The `webhook-id` that the receiver sees, over all attempts.'),
  document: z.string(),
  type: z.string(),
  sequence: z.int().describe('Which of its document’s events, from 1.'),
  url: z.string().describe('Without the values of its query, which may be secrets.'),
  status: z.enum(deliveryStatuses),
  reason: error.nullable().describe('Why it is `failed` or `disabled`.'),
  attempts: z
    .array(
      z.object({
        at: isoTime,
        status_code: z.int().nullable().describe('null where nothing was answered.'),
        duration_ms: z.int(),
        error: error.nullable(),
        response: z.string().nullable().describe('How an answer other than 2xx begins.'),
      }),
    )
    .describe('The latest 20, oldest first.'),
  next_attempt_at: isoTime.nullable().describe('null where none is due.'),
  created_at: isoTime,
  delivered_at: isoTime.nullable().describe('When it was last answered with 2xx.'),
  replays: z.int().describe('How often it was asked to be sent again.'),
  links: z.object({ document: z.string(), replay: z.string() }),
});

export const deliveryListView = z.object({
  data: z.array(deliveryView),
  next_cursor: z.string().nullable(),
});

/** What came of sending a range again. */
export const replayedView = z.object({
  replayed: z.int().describe('How many are sent again by this request.'),
  next_cursor: z.string().nullable().describe('Where to go on; null at the end.'),
});

export type DeliveryView = z.output<typeof deliveryView>;

/** @param url the receiver's, as the document has it */
export function viewDelivery(
  id: string,
  document: string,
  url: string,
  record: DeliveryRecord,
): DeliveryView {
  return {
    id,
    document,
    type: record.type,
    sequence: record.sequence,
    url: withoutQueryValues(url),
    status: record.status,
    reason: record.reason,
    attempts: record.attempts.map(({ at_ms, ...attempt }) => ({ at: iso(at_ms), ...attempt })),
    next_attempt_at: isoOrNull(record.next_attempt_at_ms),
    created_at: iso(record.created_at_ms),
    delivered_at: isoOrNull(record.delivered_at_ms),
    replays: record.replays,
    links: {
      document: `/v1/documents/${document}`,
      replay: `/v1/webhooks/deliveries/${id}/replay`,
    },
  };
}

/** `https://a.example/hook?token=…`: which parameters there are helps, what they are is secret. */
function withoutQueryValues(text: string): string {
  const { origin, pathname, search } = new URL(text);
  // One without a value may be a secret itself.
  const named = search
    .slice(1)
    .split('&')
    .map((part) => /^([^=]+)=/.exec(part)?.[1]);
  const query = [...new Set(named.map((name) => `${name === undefined ? '' : `${name}=`}…`))];
  return `${origin}${pathname}${search.length > 1 ? `?${query.join('&')}` : ''}`;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : iso(ms);
}
