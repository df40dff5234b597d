import { documentIdText, resumedView } from '@quire/domain';
import { z } from 'zod';
import type { Operation } from '../openapi/operation.ts';

/** The routes of `admin.ts` itself. */
export const adminOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/admin/resume',
    operationId: 'resume',
    tag: 'Operations',
    summary: 'End pauses and halts',
    description:
      'Once what caused them is mended: a spend limit raised, a key replaced. What is not mended ' +
      'halts again with the next call.',
    access: 'operator',
    answers: {
      200: {
        description: 'What was ended; nothing where nothing was held up.',
        content: {
          'application/json': {
            schema: resumedView,
            examples: {
              halt: { ended: [{ model_group: 'haiku', reason: 'claude_spend_limit' }] },
            },
          },
        },
      },
    },
    failures: [],
  },
  {
    method: 'get',
    path: '/v1/admin/documents/{id}/pages/{page}/quarantine',
    operationId: 'getQuarantinedPage',
    tag: 'Operations',
    summary: 'Take a page out of quarantine',
    description:
      'The page itself, which ended one renderer after another: to be looked at with care, in a ' +
      'place where it can do no harm.',
    access: 'operator',
    params: z.object({
      id: documentIdText.describe("The document's, of any tenant."),
      page: z.int().min(0).max(999_999).describe("The source's own page number."),
    }),
    answers: {
      200: {
        description: 'The page as a file of its own.',
        headers: ['content-disposition'],
        content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
    },
    failures: ['page_not_found', 'blobs_unreachable', 'source_missing'],
  },
];
