import { z } from 'zod';
import { pageSchema } from '../page.ts';
import { wholeWays } from './whole-way.ts';

/**
 * The number under which a document as a whole is claimed, asked, paid and kept, like a page: no page
 * has it, for pages count from 1.
 */
export const WHOLE = 0;

const asked = pageSchema.pick({ page: true, rotation: true, picture: true });

/** The answer about a document as a whole. Its pages' own records stand beside it. */
export const wholeSchema = pageSchema.extend({
  page: z.literal(WHOLE),
  way: z.enum(wholeWays).describe('All pages in one request, or one call over their answers.'),
  asked: z
    .array(asked)
    .describe('Of one request: the pages that were in it. Of a merging: the pages merged.'),
});

export type Whole = z.output<typeof wholeSchema>;
