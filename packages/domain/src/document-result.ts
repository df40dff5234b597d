import type { EndStatus } from './document-status.ts';
import type { DocumentOptions } from './option-fields.ts';
import { type Page, isGood } from './page.ts';
import type { Whole } from './whole/whole.ts';

/**
 * How a document ends once every page has (contract: `partial` when some pages failed). Of one that was
 * asked as a whole in one request, a bad answer leaves nothing; a bad merging leaves the pages' answers.
 */
export function endStatus(
  counts: { readonly total: number; readonly failed: number },
  onPageError: DocumentOptions['on_page_error'],
  whole: Pick<Whole, 'verdict' | 'way'> | null = null,
): EndStatus {
  const isWholeBad = whole !== null && !isGood(whole.verdict);
  if (isWholeBad && whole.way === 'one') return 'failed';
  if (counts.failed === 0 && !isWholeBad) return 'completed';
  if (counts.failed === counts.total || onPageError === 'fail') return 'failed';
  return 'partial';
}

/**
 * The data of a document: of the answer about the whole where it was asked as one. Else the page's own
 * where there is one page, and the pages' in order; null where none was asked for.
 */
export function documentData(
  pages: readonly Pick<Page, 'page' | 'data'>[],
  whole: Pick<Whole, 'data' | 'verdict'> | null = null,
): unknown {
  // What is not to be relied on stands beside its verdict, and nowhere else.
  if (whole !== null) return isGood(whole.verdict) ? whole.data : null;
  if (pages.every(({ data }) => data === null)) return null;
  if (pages.length === 1) return pages[0]?.data ?? null;
  return pages.map(({ page, data }) => ({ page, data }));
}

/**
 * One page of the markdown result: its text under a comment that names the page, and what a reader
 * must know when the text cannot be relied on.
 */
export function pageMarkdown(page: Page): string {
  return section(`page ${page.page}`, page);
}

/** The answer about the document as a whole, which stands before its pages'. */
export function wholeMarkdown(whole: Whole): string {
  return section('document', whole);
}

function section(name: string, { verdict, error, text }: Page | Whole): string {
  const warning = isGood(verdict) ? '' : ` — ${verdict}: ${error?.code ?? ''}`;
  return `<!-- ${name}${warning} -->\n\n${text}`.trimEnd() + '\n\n';
}
