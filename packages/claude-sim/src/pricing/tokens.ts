/** The tokens of one call, by what they cost. */
export interface TokenCounts {
  /** Neither written to the cache nor read from it. */
  readonly input: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly cacheRead: number;
  /** All that was produced, thinking included. */
  readonly output: number;
  /** The part of `output` that was thinking. */
  readonly thinking: number;
}

export const noTokens: TokenCounts = {
  input: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  cacheRead: 0,
  output: 0,
  thinking: 0,
};
