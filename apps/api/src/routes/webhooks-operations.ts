import { deliveryListView, deliveryStatuses, deliveryView, replayedView } from '@quire/domain';
import { z } from 'zod';
import { delivery } from '../openapi/examples.ts';
import type { Operation } from '../openapi/operation.ts';
import { moment } from '../moment.ts';
import { isDeliveryCursor } from '../own-deliveries.ts';

/** Made for each place: the description has a parameter's schema apart from a body's. */
function cursor() {
  return z
    .string()
    .refine(isDeliveryCursor, 'is no cursor')
    .optional()
    .describe('`next_cursor` of the answer before.');
}

export const deliveriesQuery = z.object({
  document: z.string().optional().describe('The deliveries of this document alone.'),
  status: z.enum(deliveryStatuses).optional().describe('Deliveries in this status alone.'),
  cursor: cursor(),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(20)
    .describe('Most deliveries in one answer.'),
});

export const replayRangeBody = z.strictObject({
  since: moment.describe('A day or a time: of events made then or later.'),
  until: moment.optional().describe('A day or a time, not included; now unless told.'),
  status: z
    .array(z.enum(deliveryStatuses))
    .min(1)
    .default(['failed', 'disabled'])
    .describe('What to send again; `failed` and `disabled` unless told.'),
  cursor: cursor(),
});

const deliveryParams = z.object({
  id: z.string().describe('The `webhook-id` that the receiver sees.'),
});

function withDelivery(description: string): Operation['answers'][number] {
  const examples = { delivery };
  return { description, content: { 'application/json': { schema: deliveryView, examples } } };
}

/** The routes of `webhooks.ts`. */
export const webhookOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/webhooks/deliveries',
    operationId: 'listDeliveries',
    tag: 'Webhooks',
    summary: 'See what was sent, and what came back',
    description:
      "The deliveries of the tenant's documents, of the newest document first. A list may be shorter " +
      'than `limit` and still go on: `next_cursor` says so.',
    access: 'key',
    query: deliveriesQuery,
    answers: {
      200: {
        description: 'A part of the list.',
        content: {
          'application/json': {
            schema: deliveryListView,
            examples: { list: { data: [delivery], next_cursor: null } },
          },
        },
      },
    },
    failures: ['document_not_found'],
  },
  {
    method: 'post',
    path: '/v1/webhooks/deliveries/replay',
    operationId: 'replayDeliveries',
    tag: 'Webhooks',
    summary: 'Send again what was missed in a while',
    description:
      'Sends deliveries of a span of time again, under their ids, 200 at most at a time: with ' +
      '`next_cursor` in the next request it goes on.',
    access: 'key',
    body: {
      required: true,
      content: {
        'application/json': {
          schema: replayRangeBody,
          examples: { outage: { since: '2026-11-22T18:00:00Z', until: '2026-11-23T06:00:00Z' } },
        },
      },
    },
    answers: {
      202: {
        description: 'They are sent again.',
        content: {
          'application/json': {
            schema: replayedView,
            examples: { all: { replayed: 17, next_cursor: null } },
          },
        },
      },
    },
    failures: ['upload_too_large', 'upload_interrupted'],
  },
  {
    method: 'get',
    path: '/v1/webhooks/deliveries/{id}',
    operationId: 'getDelivery',
    tag: 'Webhooks',
    summary: 'See one delivery',
    description: 'Its attempts with what came back, and when the next one is due.',
    access: 'key',
    params: deliveryParams,
    answers: { 200: withDelivery('The delivery.') },
    failures: ['delivery_not_found'],
  },
  {
    method: 'post',
    path: '/v1/webhooks/deliveries/{id}/replay',
    operationId: 'replayDelivery',
    tag: 'Webhooks',
    summary: 'Send a delivery again',
    description:
      'Now, under the same id and with a new timestamp, whatever became of it; its schedule begins ' +
      'anew. To a disabled endpoint one attempt is made, and one that it takes enables it again.',
    access: 'key',
    params: deliveryParams,
    answers: { 202: withDelivery('The delivery, on its way again.') },
    failures: ['delivery_not_found'],
  },
];
