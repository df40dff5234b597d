import { estimateView, optionFields } from '@quire/domain';
import { z } from 'zod';
import { estimate } from '../openapi/examples.ts';
import type { Operation } from '../openapi/operation.ts';
import { uploadForms } from '../uploads/upload-forms.ts';
import { uploadFailures } from './documents-operations.ts';

/** The route of `estimate.ts`. */
export const estimateOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/estimate',
    operationId: 'estimate',
    tag: 'Before you pay',
    summary: 'Learn what a document would cost',
    description:
      'Takes what `POST /v1/documents` takes. Nothing is paid and nothing kept: some pages are drawn ' +
      'as they would be sent, and the rest taken to be like them.',
    access: 'key',
    jsonQuery: z.object({
      options: optionFields.optional().describe('Of a raw body: the options, as JSON.'),
    }),
    body: { required: true, content: uploadForms },
    answers: {
      200: {
        description: 'What was asked for, then each model and lane beside it.',
        content: { 'application/json': { schema: estimateView, examples: { estimate } } },
      },
    },
    failures: [
      ...uploadFailures,
      'pdf_encrypted',
      'pdf_unreadable',
      'image_unreadable',
      'page_tree_broken',
      'page_missing',
      'no_pages',
      'no_pages_selected',
      'too_many_pages',
      'too_few_pictures',
      'pictures_do_not_fit',
      'answers_do_not_fit',
      'page_damaged',
      'type_too_small',
      'render_timeout',
      'render_memory',
      'render_failed',
      'renderer_unavailable',
      'fonts_missing',
      'source_missing',
      'model_not_priced',
    ],
  },
];
