import { z } from 'zod';
import { documentView } from './document-view.ts';
import { pageSchema } from './page.ts';
import { wholeSchema } from './whole/whole.ts';

const { id, status, usage, cost_usd: cost } = documentView.shape;

/** A document's result as the outside sees it. */
export const resultView = z.object({
  id,
  status,
  pages: z
    .array(pageSchema)
    .describe("In the source's order; of an unfinished document, those that have ended."),
  data: z
    .unknown()
    .describe(
      'Of the document as a whole where it was asked as one; of its page where it has one; else a ' +
        'list of `{page, data}`; null where none was asked for.',
    ),
  whole: wholeSchema
    .nullable()
    .describe('The answer about the document as a whole, where it was asked as one.'),
  usage,
  cost_usd: cost,
});

export type ResultView = z.output<typeof resultView>;
