/** Micro-dollars per million tokens, so that every price is an integer ($0.10 per million = 100,000). */
export interface TokenPrices {
  readonly input: number;
  readonly output: number;
}

/** Cost of one call in whole micro-dollars, rounded half up once per call. */
export function costMicroUsd(
  tokens: { readonly input: number; readonly output: number },
  prices: TokenPrices,
): number {
  return Math.floor((tokens.input * prices.input + tokens.output * prices.output) / 1e6 + 0.5);
}

/** Micro-dollars as the dollars the outside sees. */
export function usd(microUsd: number): number {
  return microUsd / 1e6;
}
