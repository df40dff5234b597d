/**
 * The world of the limiter's bench. Limits and answers are a quarter to a tenth of real ones (a page
 * of 900 tokens takes ten seconds, and minutes pass for one figure), in the same proportions: 20
 * answers a second, 2.4 s each, 49 streams at once, and output is what binds.
 */
export const world = {
  model: 'claude-haiku-5-5',
  limits: { rpm: 6_000, itpm: 1_200_000, otpm: 240_000 },
  meanTokens: 200,
  sigma: 0.6,
  heavySigma: 1.1,
  tokensPerS: 90,
  latencyMs: 200,
  /** Calls in hand of all processes together, waiting or in flight: twice what the limit feeds. */
  inHand: 96,
  killEveryS: 30,
  foreignShare: 0.3,
} as const;

/** What one client process is told, as JSON in its first argument. */
export interface ClientSettings {
  readonly strategy: string;
  readonly url: string;
  readonly redisUrl: string;
  readonly prefix: string;
  readonly name: string;
  readonly processes: number;
  readonly concurrency: number;
  readonly sigma: number;
}
