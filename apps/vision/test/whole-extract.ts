import type { DocumentOptions } from '@quire/domain';

/** A question about a document as a whole, filled by the stand-in with all that it reads. */
export const wholeExtract: DocumentOptions = {
  task: 'extract',
  scope: 'document',
  schema: {
    type: 'object',
    properties: { summary: { type: 'string' } },
    required: ['summary'],
    additionalProperties: false,
  },
};
