import type { Operation } from '../openapi/operation.ts';

const HTML = { 'text/html': { schema: { type: 'string' } } };

/** The routes of `docs.ts`. */
export const docsOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/openapi.json',
    operationId: 'getOpenApi',
    tag: 'This document',
    summary: 'Fetch this document',
    description: 'In OpenAPI 3.1, to generate clients from.',
    access: 'anybody',
    answers: {
      200: {
        description: 'The document.',
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['openapi', 'info', 'paths', 'webhooks', 'components'],
              properties: { openapi: { type: 'string', pattern: '^3\\.1\\.' } },
              additionalProperties: true,
            },
          },
        },
      },
    },
    failures: [],
  },
  {
    method: 'get',
    path: '/docs',
    operationId: 'readDocs',
    tag: 'This document',
    summary: 'Read this document',
    description: 'As a page, on which requests can be tried.',
    access: 'anybody',
    answers: { 200: { description: 'The page.', content: HTML } },
    failures: [],
  },
  {
    method: 'get',
    path: '/docs/failures',
    operationId: 'readFailures',
    tag: 'This document',
    summary: 'Read about failures',
    description:
      'What each failure means and what to do about it: where the `type` of a problem leads.',
    access: 'anybody',
    answers: { 200: { description: 'The page.', content: HTML } },
    failures: [],
  },
];
