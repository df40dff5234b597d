/** A run of pages that one process has to enqueue; `from` is its position among those to do. */
export interface Slice {
  /** How often the document was set going: pages of each round are jobs of their own. */
  readonly round: number;
  readonly from: number;
  readonly pages: readonly number[];
}

/**
 * An unconfirmed slice this old is offered to whoever commits next: enqueueing takes milliseconds,
 * so its holder is dead or cut off. Offered too early it costs a few refused adds, no more.
 */
export const STALE_SLICE_MS = 5_000;

/** A slice as scripts answer with it; null where they offered none. */
export function sliceFrom(reply: unknown): Slice | null {
  const [round, from, pages] = listFrom(reply);
  if (from === undefined || from === null) return null;
  return { round: Number(round), from: Number(from), pages: listFrom(pages).map(Number) };
}

function listFrom(reply: unknown): unknown[] {
  return Array.isArray(reply) ? reply : [];
}
