import type { z } from 'zod';
import { pageSchema } from '../page.ts';

/**
 * How a page ended, without what is on it: an event names the page, and whoever wants its text asks for
 * that. A document's text would else go through every line that somebody watches it over.
 */
export const pageSummary = pageSchema.pick({
  page: true,
  verdict: true,
  model: true,
  source: true,
  usage: true,
  cost_usd: true,
  cached: true,
  attempts: true,
  error: true,
});

export type PageSummary = z.output<typeof pageSummary>;
