/** The provider's clock may be off by so much. */
export const SKEW_MS = 10 * 60_000;
