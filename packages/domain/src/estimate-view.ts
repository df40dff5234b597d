import { z } from 'zod';
import { wholeWays } from './whole/whole-way.ts';

const span = z.object({ low: z.number(), high: z.number() });

/** What one document would use and cost, with one model in one lane. */
export const laneEstimate = z.object({
  model: z.string(),
  lane: z.enum(['realtime', 'batch']),
  pages: z.int().describe('Pages that would be read.'),
  input_tokens: z.int().describe('Most likely.'),
  output_tokens: z.int().describe('Most likely.'),
  output_tokens_range: span,
  cost_usd: span,
  seconds: z.number().describe('At the present limits, all of them free for this document.'),
});

/** An estimate as the outside sees it: of what was asked for, then of each model and lane. */
export const estimateView = laneEstimate.extend({
  whole: z
    .enum(wholeWays)
    .nullable()
    .describe(
      'How the document would be asked as a whole: in one request, or by merging; null where each ' +
        'page is asked by itself.',
    ),
  sampled_pages: z.int().describe('Pages that were drawn for this estimate.'),
  estimates: z.array(laneEstimate),
  warnings: z
    .array(z.object({ code: z.string(), detail: z.string() }))
    .describe('Budgets and halts that would be met on the way.'),
});

export type LaneEstimate = z.output<typeof laneEstimate>;
export type EstimateView = z.output<typeof estimateView>;
