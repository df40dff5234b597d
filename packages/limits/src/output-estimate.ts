/**
 * Follows the mean slowly: short answers finish first, and an estimate that follows fast is biased
 * low by them just when a backlog starts (limiter page: 0.02 ran 8 % over, 0.005 did not).
 */
const SLOWNESS = 0.005;
/** Until there is a history: a dense page of text. */
const FIRST_GUESS_TOKENS = 900;

/** Predicts a call's output tokens from what calls of the same kind used before. */
export interface OutputEstimate {
  of(kind: string): number;
  learn(kind: string, outputTokens: number): void;
}

export function createOutputEstimate(): OutputEstimate {
  const means = new Map<string, { readonly mean: number; readonly count: number }>();
  return {
    of: (kind) => Math.round(means.get(kind)?.mean ?? FIRST_GUESS_TOKENS),
    learn(kind, outputTokens) {
      const { mean, count } = means.get(kind) ?? { mean: FIRST_GUESS_TOKENS, count: 0 };
      // The guess counts as ten calls; after that each call weighs less, down to the slow pace.
      const weight = Math.max(SLOWNESS, 1 / (count + 10));
      means.set(kind, { mean: mean + (outputTokens - mean) * weight, count: count + 1 });
    },
  };
}
