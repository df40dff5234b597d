import { documentIdText, pageSchema, resultView } from '@quire/domain';
import { z } from 'zod';
import { page, result } from '../openapi/examples.ts';
import type { Operation } from '../openapi/operation.ts';
import { documentParams } from './documents-operations.ts';

export const resultQuery = z.object({
  format: z
    .enum(['json', 'markdown', 'ndjson'])
    .default('json')
    .describe(
      'All in one object; text alone; or one page a line, as they are read from the store.',
    ),
  partial: z
    .enum(['0', '1'])
    .default('0')
    .describe('`1`: what is there of a document that has not ended.'),
});

export const imageQuery = z.object({
  tile: z.coerce
    .number()
    .int()
    .min(1)
    .default(1)
    .describe('Which part, of a page that was sent in parts.'),
});

const pageParams = z.object({
  id: documentIdText.describe("The document's."),
  page: z.int().min(1).max(999_999).describe("The source's own page number, from 1."),
});

const PICTURE = { type: 'string', format: 'binary' };

/** The routes of `results.ts`. */
export const resultOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/documents/{id}/result',
    operationId: 'getResult',
    tag: 'Results',
    summary: 'Fetch the result',
    description:
      'All pages in order, each with its verdict: rely on `ok` and `blank`, and look at every other. ' +
      'Streamed, so that a document of thousands of pages takes no memory here.',
    access: 'key',
    params: documentParams,
    query: resultQuery,
    answers: {
      200: {
        description: 'The result.',
        content: {
          'application/json': { schema: resultView, examples: { result } },
          'text/markdown': {
            schema: {
              type: 'string',
              description:
                'The text of each page under a comment that names it, and says so where it cannot ' +
                'be relied on.',
            },
            examples: { pages: '<!-- page 1 -->\n\n# Invoice R-2041\n\nTotal 119.00 EUR\n\n' },
          },
          'application/x-ndjson': {
            schema: { type: 'string', description: 'One `Page` a line.' },
            line: pageSchema,
            examples: { pages: `${JSON.stringify(page)}\n` },
          },
        },
      },
    },
    failures: ['document_not_found', 'not_finished'],
  },
  {
    method: 'get',
    path: '/v1/documents/{id}/pages/{page}',
    operationId: 'getPage',
    tag: 'Results',
    summary: 'Fetch one page',
    description: 'As soon as it has ended, whether or not the document has.',
    access: 'key',
    params: pageParams,
    answers: {
      200: {
        description: 'The page.',
        content: { 'application/json': { schema: pageSchema, examples: { page } } },
      },
    },
    failures: ['document_not_found', 'page_not_found', 'not_finished'],
  },
  {
    method: 'get',
    path: '/v1/documents/{id}/pages/{page}/image',
    operationId: 'getPageImage',
    tag: 'Results',
    summary: 'See what Claude saw',
    description:
      'The picture that was sent for the page. Pictures are not kept: it is drawn again, and answered ' +
      'only where it is the same to the byte.',
    access: 'key',
    params: pageParams,
    query: imageQuery,
    answers: {
      200: {
        description: 'The picture, or the page as a PDF where it was sent so.',
        content: {
          'image/jpeg': { schema: PICTURE },
          'image/png': { schema: PICTURE },
          'image/webp': { schema: PICTURE },
          'application/pdf': { schema: PICTURE },
        },
      },
    },
    failures: [
      'document_not_found',
      'page_not_found',
      'picture_not_here',
      'not_finished',
      'picture_changed',
      'model_not_priced',
      'page_tree_broken',
      'pdf_unreadable',
      'pdf_encrypted',
      'image_unreadable',
      'render_timeout',
      'render_memory',
      'render_failed',
      'page_damaged',
      'page_missing',
      'type_too_small',
      'renderer_unavailable',
      'fonts_missing',
      'source_missing',
      'blobs_unreachable',
      'originals_unavailable',
    ],
  },
];
