import { z } from 'zod';

/**
 * The world of the limiter's bench. Limits and answers are about half of real ones (a page of 900
 * tokens takes ten seconds), in the same proportions: 10 answers a second, 4.6 s each, 46 streams at
 * once, and output is what binds.
 */
export const world = {
  model: 'claude-haiku-5-5',
  limits: { rpm: 6_000, itpm: 1_200_000, otpm: 240_000 },
  meanTokens: 400,
  sigma: 0.6,
  heavySigma: 1.1,
  tokensPerS: 90,
  latencyMs: 200,
  /** Calls in hand of all processes together, waiting or in flight: twice what the limit feeds. */
  inHand: 96,
  killEveryS: 30,
  foreignShare: 0.3,
  /** Seconds before the measurement: at least, where much has to be learned; at most, where nothing has. */
  longWarmUpS: 60,
  shortWarmUpS: 10,
} as const;

/** What one client process is told, as JSON in its first argument. */
export const clientSettings = z.object({
  strategy: z.enum(['quire', 'bullmq', 'split', 'none']),
  url: z.string(),
  redisUrl: z.string(),
  prefix: z.string(),
  name: z.string(),
  processes: z.int(),
  concurrency: z.int(),
  sigma: z.number(),
});
export type ClientSettings = Readonly<z.infer<typeof clientSettings>>;
