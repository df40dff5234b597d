import { z } from 'zod';
import type { Operation } from '../openapi/operation.ts';
import { documentParams } from './documents-operations.ts';

const KINDS = ['document', 'page'] as const;

export const eventsQuery = z.object({
  events: z
    .string()
    .default(KINDS.join(','))
    .transform((kinds) => kinds.split(','))
    .pipe(z.array(z.enum(KINDS, 'takes document, or document,page')))
    .refine((kinds) => kinds.includes('document'), 'takes document, or document,page')
    .describe('`document` leaves out the events of pages.'),
});

const eventsHeaders = z.object({
  'Last-Event-ID': z
    .string()
    .optional()
    .describe('The `id` of the last event that came: what happened since then is told.'),
});

const EXAMPLE =
  'retry: 2000\n\n' +
  'id: 1-1\nevent: page\ndata: {"page":1,"verdict":"ok","source":"claude","cached":false}\n\n' +
  'id: 1-1-end\nevent: document\ndata: {"id":"doc_…","status":"completed"}\n\n';

/** The route of `events.ts`. */
export const eventOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/documents/{id}/events',
    operationId: 'followDocument',
    tag: 'Documents',
    summary: 'Follow a document until it ends',
    description:
      'Server-sent events: `document` is the document as it stands then, `page` what became of a page, ' +
      'without its text. The `document` event of the end comes last, and the stream ends with it; one ' +
      'that ends without was cut off: come again with `Last-Event-ID`. A `problem` event says why a ' +
      'stream is ended early.',
    access: 'key',
    params: documentParams,
    query: eventsQuery,
    headers: eventsHeaders,
    answers: {
      200: {
        description: 'The events, as they happen.',
        content: {
          'text/event-stream': {
            schema: { type: 'string', description: 'Events, each ended by an empty line.' },
            examples: { end: EXAMPLE },
          },
        },
      },
      204: { description: 'All was told: `Last-Event-ID` is that of the end.' },
    },
    failures: ['document_not_found', 'model_not_priced', 'too_many_streams'],
  },
];
