/** The tokens of one call, by what they cost. */
export interface TokenCounts {
  /** Neither written to the cache nor read from it. */
  readonly input: number;
  readonly cache_write_5m: number;
  readonly cache_write_1h: number;
  readonly cache_read: number;
  /** All that was produced, thinking included. */
  readonly output: number;
  /** The part of `output` that was thinking. */
  readonly thinking: number;
}

export const noTokens: TokenCounts = {
  input: 0,
  cache_write_5m: 0,
  cache_write_1h: 0,
  cache_read: 0,
  output: 0,
  thinking: 0,
};
