/**
 * A rate limit as response headers tell it. What they do not name is undefined. `remaining` is late
 * under concurrency, and of tokens it is rounded to the nearest thousand (rate limits page): correct
 * towards it, never jump.
 */
export interface SeenLimits {
  /** Per minute. */
  readonly limits: {
    readonly rpm: number | undefined;
    readonly itpm: number | undefined;
    readonly otpm: number | undefined;
  };
  /** What the provider's buckets held when it answered. */
  readonly remaining: {
    readonly requests: number | undefined;
    readonly inputTokens: number | undefined;
    readonly outputTokens: number | undefined;
  };
}
