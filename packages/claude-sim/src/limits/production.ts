/** An answer being produced: `tokens` of it, evenly, from `fromMs` on. */
export interface Production {
  readonly fromMs: number;
  readonly tokens: number;
  /** The first of them, which are thought and not said. */
  readonly thinkingTokens: number;
  /** 0: all at once. */
  readonly tokensPerSecond: number;
}

/** How long a production takes. */
export function productionMs({ tokens, tokensPerSecond }: Production): number {
  return tokensPerSecond === 0 ? 0 : (tokens * 1000) / tokensPerSecond;
}

/** How much of it exists at a moment. */
export function producedAt(production: Production, nowMs: number): number {
  const { fromMs, tokens, tokensPerSecond } = production;
  if (nowMs < fromMs) return 0;
  return tokensPerSecond === 0
    ? tokens
    : Math.min(tokens, ((nowMs - fromMs) * tokensPerSecond) / 1000);
}
