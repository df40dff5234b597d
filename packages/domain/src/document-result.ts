import type { EndStatus } from './document-status.ts';
import type { DocumentOptions } from './option-fields.ts';
import { type Page, isGood } from './page.ts';

/** How a document ends once every page has (contract: `partial` when some pages failed). */
export function endStatus(
  counts: { readonly total: number; readonly failed: number },
  onPageError: DocumentOptions['on_page_error'],
): EndStatus {
  if (counts.failed === 0) return 'completed';
  if (counts.failed === counts.total || onPageError === 'fail') return 'failed';
  return 'partial';
}

/**
 * The data of a document whose pages were each asked for data: the page's own where there is one
 * page, else the pages' in order; null where none was asked for.
 */
export function documentData(pages: readonly Pick<Page, 'page' | 'data'>[]): unknown {
  if (pages.every(({ data }) => data === null)) return null;
  if (pages.length === 1) return pages[0]?.data ?? null;
  return pages.map(({ page, data }) => ({ page, data }));
}

/**
 * One page of the markdown result: its text under a comment that names the page, and what a reader
 * must know when the text cannot be relied on.
 */
export function pageMarkdown(page: Page): string {
  const warning = isGood(page.verdict) ? '' : ` — ${page.verdict}: ${page.error?.code ?? ''}`;
  return `<!-- page ${page.page}${warning} -->\n\n${page.text}`.trimEnd() + '\n\n';
}
