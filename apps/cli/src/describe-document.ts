import type { DocumentView } from '@quire/client';

/** What a document waits for in the ordinary course of things: not worth a word. */
const ORDINARY_WAITS = new Set(['admission', 'splitter', 'pages', 'aggregator']);
const MOST_PAGES_NAMED = 10;

/** A document in one line; its id first, so that `cut` finds it, its name last, for it may be long. */
export function describeDocument(document: DocumentView, name: string): string {
  const { id, status, pages, cost_usd, waiting_for } = document;
  const parts = [id, status];
  if (pages.total > 0) parts.push(pagesOf(document));
  if (cost_usd > 0) parts.push(dollars(cost_usd));
  if (waiting_for !== null && !ORDINARY_WAITS.has(waiting_for)) {
    parts.push(`waiting: ${waiting_for}`);
  }
  parts.push(name);
  return parts.join('  ');
}

/** `3/12 pages, 1 failed (page 2)` */
function pagesOf({ pages, failed_pages }: DocumentView): string {
  const done = `${pages.done}/${pages.total} ${pages.total === 1 ? 'page' : 'pages'}`;
  if (pages.failed === 0) return done;
  const named = failed_pages.slice(0, MOST_PAGES_NAMED).join(', ');
  const more = failed_pages.length > MOST_PAGES_NAMED ? ', …' : '';
  return `${done}, ${pages.failed} failed (${named}${more})`;
}

/** A page costs fractions of a cent: four places. */
export function dollars(usd: number): string {
  return `$${usd.toFixed(4)}`;
}

/** Why a document ended badly, as the errors are said; null where it did not. */
export function describeReason({ reason }: DocumentView, name: string): string | null {
  if (reason === null) return null;
  const { code, detail } = reason;
  return `${code}: ${name}: ${detail}`;
}
