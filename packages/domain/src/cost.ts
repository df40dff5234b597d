/**
 * Prices of a million tokens of each kind in whole micro-dollars, so that every price is an integer
 * ($0.10 per million = 100,000).
 */
export interface TokenPrices {
  readonly input: number;
  /** Writing to the prompt cache, to be kept for five minutes or for an hour. */
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly cacheRead: number;
  /** Thinking is output. */
  readonly output: number;
}

/** The tokens of one call, by what they cost. The prompt is the sum of the first four. */
export interface TokenUsage {
  /** Neither written to the prompt cache nor read from it. */
  readonly inputTokens: number;
  readonly cacheWrite5mTokens: number;
  readonly cacheWrite1hTokens: number;
  readonly cacheReadTokens: number;
  /** All that was produced, thinking included. */
  readonly outputTokens: number;
  /** The part of the output that was thinking: told, and priced as output. */
  readonly thinkingTokens: number;
}

/** `batch` costs half of `realtime` (batch page, 2026-10-08). */
export type Lane = 'realtime' | 'batch';

/** The same call without the prompt cache, which is how pages are asked for so far. */
export function plainUsage(inputTokens: number, outputTokens: number): TokenUsage {
  return {
    inputTokens,
    cacheWrite5mTokens: 0,
    cacheWrite1hTokens: 0,
    cacheReadTokens: 0,
    outputTokens,
    thinkingTokens: 0,
  };
}

/** Tokens of the whole prompt, wherever they came from: a long-prompt step is decided by them. */
export function promptTokens(usage: TokenUsage): number {
  const { inputTokens, cacheWrite5mTokens, cacheWrite1hTokens, cacheReadTokens } = usage;
  return inputTokens + cacheWrite5mTokens + cacheWrite1hTokens + cacheReadTokens;
}

/** Tokens that count towards the input limit: what is read from the cache does not (rate limits page). */
export function limitedInputTokens(usage: TokenUsage): number {
  return promptTokens(usage) - usage.cacheReadTokens;
}

/**
 * Cost of one call in whole micro-dollars. All parts are added exactly, the batch's half is taken of
 * the sum, and the sum is rounded once, half a micro-dollar up. A bill is the sum of rounded calls.
 * Exact while tokens × price stays below 2⁵³ micro-dollars (a billion tokens at $4,000 a million).
 */
export function costMicroUsd(
  usage: TokenUsage,
  prices: TokenPrices,
  lane: Lane = 'realtime',
): number {
  const sum =
    usage.inputTokens * prices.input +
    usage.cacheWrite5mTokens * prices.cacheWrite5m +
    usage.cacheWrite1hTokens * prices.cacheWrite1h +
    usage.cacheReadTokens * prices.cacheRead +
    usage.outputTokens * prices.output;
  // Of a batch, two millionths make one. The remainder is exact where a quotient would be rounded.
  const unit = lane === 'batch' ? 2_000_000 : 1_000_000;
  const raised = sum + unit / 2;
  return (raised - (raised % unit)) / unit;
}

/** Micro-dollars as the dollars the outside sees. */
export function usd(microUsd: number): number {
  return microUsd / 1e6;
}
