import {
  documentIdText,
  documentListView,
  documentStatuses,
  documentView,
  type FailureCode,
  isDocumentId,
  optionFields,
} from '@quire/domain';
import { z } from 'zod';
import { acceptedDocument, cancelledDocument, readDocument } from '../openapi/examples.ts';
import type { Answer, Operation } from '../openapi/operation.ts';
import { uploadForms } from '../uploads/upload-forms.ts';

export const documentParams = z.object({
  id: documentIdText.describe('As it was accepted under.'),
});

export const listQuery = z.object({
  status: z.enum(documentStatuses).optional().describe('Documents in this status alone.'),
  cursor: z
    .string()
    .refine(isDocumentId, 'is no cursor')
    .optional()
    .describe('`next_cursor` of the list before.'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(20)
    .describe('Most documents in one answer.'),
});

export const acceptHeaders = z.object({
  'Idempotency-Key': z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe(
      'For a day, the same key and body mean the same document: a request whose answer was lost ' +
        'can be sent again. Another body under it is refused.',
    ),
});

export const retryBody = z.strictObject({
  budget_usd: z
    .number()
    .positive()
    .optional()
    .describe('Raises what the document may cost; above its present `budget_usd`.'),
});

/** What handing in may meet, on the way to a document or to an estimate. */
export const uploadFailures: readonly FailureCode[] = [
  'empty_upload',
  'upload_interrupted',
  'upload_too_large',
  'unsupported_media_type',
  'source_not_allowed',
  'source_unreachable',
  'webhook_not_allowed',
  'blobs_unavailable',
  'blobs_unreachable',
];

/** A document that names a model which a later version does not know cannot be shown. */
const viewFailures: readonly FailureCode[] = ['document_not_found', 'model_not_priced'];

function withDocument(description: string, example: z.output<typeof documentView>): Answer {
  const examples = { document: example };
  return { description, content: { 'application/json': { schema: documentView, examples } } };
}

/** The routes of `documents.ts`. */
export const documentOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/documents',
    operationId: 'createDocument',
    tag: 'Documents',
    summary: 'Hand in a document',
    description:
      'Takes a PDF, or images as the pages of one document, in one of three forms: a form with ' +
      '`file` and `options`; the bytes themselves, with `options` in the query; or JSON with a ' +
      '`source` and the options beside it. The bytes tell what a file is, whatever it is called. ' +
      'The answer comes once the document is stored: from then on it ends, whatever is killed.',
    access: 'key',
    headers: acceptHeaders,
    jsonQuery: z.object({
      options: optionFields.optional().describe('Of a raw body: the options, as JSON.'),
    }),
    body: { required: true, content: uploadForms },
    answers: {
      202: {
        ...withDocument('The document is accepted.', acceptedDocument),
        headers: ['location'],
      },
    },
    failures: [
      ...uploadFailures,
      'document_not_found',
      'idempotency_key_reused',
      'model_not_priced',
    ],
  },
  {
    method: 'get',
    path: '/v1/documents',
    operationId: 'listDocuments',
    tag: 'Documents',
    summary: 'List documents',
    description:
      "The tenant's documents, newest first. With a `status` a list may be shorter than `limit` and " +
      'still go on: `next_cursor` says so.',
    access: 'key',
    query: listQuery,
    answers: {
      200: {
        description: 'A part of the list.',
        content: {
          'application/json': {
            schema: documentListView,
            examples: { list: { data: [readDocument], next_cursor: null } },
          },
        },
      },
    },
    failures: ['model_not_priced'],
  },
  {
    method: 'get',
    path: '/v1/documents/{id}',
    operationId: 'getDocument',
    tag: 'Documents',
    summary: 'See how far a document is',
    description: 'Its status, its pages counted, what it cost so far and what it waits for.',
    access: 'key',
    params: documentParams,
    answers: { 200: withDocument('The document.', readDocument) },
    failures: viewFailures,
  },
  {
    method: 'delete',
    path: '/v1/documents/{id}',
    operationId: 'deleteDocument',
    tag: 'Documents',
    summary: 'Delete a document',
    description:
      'Cancels it, whatever it is doing, and removes every trace of it: source, pages, result, and what ' +
      'was kept of its answers. What was paid stays in the ledger, as numbers. No webhook tells of it, and it cannot be brought ' +
      'back. Asked for again it is not found.',
    access: 'key',
    params: documentParams,
    answers: { 204: { description: 'It is gone.' } },
    failures: ['document_not_found'],
  },
  {
    method: 'post',
    path: '/v1/documents/{id}/cancel',
    operationId: 'cancelDocument',
    tag: 'Documents',
    summary: 'Stop paying for a document',
    description:
      'Ends it as `cancelled` now: calls that are under way are the last, and pages that were read ' +
      'stay. A document that has ended stays as it is, so asking twice does no harm.',
    access: 'key',
    params: documentParams,
    answers: { 200: withDocument('The document, ended.', cancelledDocument) },
    failures: viewFailures,
  },
  {
    method: 'post',
    path: '/v1/documents/{id}/retry',
    operationId: 'retryDocument',
    tag: 'Documents',
    summary: 'Read again what failed',
    description:
      'Runs again only the pages that failed, or that a cancel left unread; good pages stay. Any ' +
      'other document stays as it is, so asking twice does no harm. With `budget_usd` it raises what ' +
      'the document may cost, also while it is being read: what waits for budget then goes on.',
    access: 'key',
    params: documentParams,
    body: {
      required: false,
      content: {
        'application/json': { schema: retryBody, examples: { raise: { budget_usd: 2.5 } } },
      },
    },
    answers: { 202: withDocument('The document, set going again.', acceptedDocument) },
    failures: [...viewFailures, 'upload_too_large', 'upload_interrupted'],
  },
];
