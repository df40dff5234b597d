import { type DocumentRecord, PAGE_WINDOW } from '@quire/domain';
import type { Hold } from '@quire/limits';

/** A hold may be lifted by hand: nobody who waits for it is put off for longer. */
const LONGEST_FOR_HOLD_MS = 60_000;
const SHORTEST_FOR_HOLD_MS = 15_000;
const SHORTEST_FOR_BUDGET_MS = 30_000;
const LONGEST_FOR_BUDGET_MS = 300_000;
/** The few pages of a small document come this often, so that it notices a raised cap as soon. */
const SMALL_FOR_BUDGET_MS = 60_000;
/** A parked document's pages share the asking: about one of them comes in so long. */
const EACH_PAGE_MS = 3_000;
/** Whoever waited for so long comes again after a quarter of it. */
const GROWTH = 4;

/** How long a page waits for a hold that is in force: to its end, or to look whether it was lifted. */
export function putOffForHoldMs(
  { sinceMs, forMs }: Pick<Hold, 'sinceMs' | 'forMs'>,
  nowMs: number,
  chance: number,
): number {
  const waited = (nowMs - sinceMs) / GROWTH;
  const most = Math.min(LONGEST_FOR_HOLD_MS, Math.max(SHORTEST_FOR_HOLD_MS, waited));
  // Spread out, or everybody comes again at the same moment.
  return forMs < most ? forMs + chance * 1_000 : most * (1 - chance / 4);
}

/**
 * How long a page of a parked document waits before it looks again whether there is room: the longer it
 * is parked and the more of its pages wait, the longer.
 */
export function putOffForBudgetMs(
  document: Pick<DocumentRecord, 'parked' | 'totalPages' | 'goodPages' | 'failedPages'>,
  nowMs: number,
  chance: number,
): number {
  const { parked, totalPages, goodPages, failedPages } = document;
  const waiting = Math.min(PAGE_WINDOW, totalPages - goodPages - failedPages);
  const most = Math.min(
    LONGEST_FOR_BUDGET_MS,
    Math.max(SMALL_FOR_BUDGET_MS, waiting * EACH_PAGE_MS),
  );
  const waited = (nowMs - (parked?.since_ms ?? nowMs)) / GROWTH;
  return Math.min(most, Math.max(SHORTEST_FOR_BUDGET_MS, waited)) * (1 - chance / 4);
}
