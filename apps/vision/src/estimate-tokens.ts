/** Four characters a token, and 30 % more tokens on models since 4.7 (models page). */
const TOKENS_PER_CHARACTER = 1.3 / 4;

export function estimateTokens(text: string): number {
  return Math.ceil(text.length * TOKENS_PER_CHARACTER);
}
