import { Failure } from '@quire/domain';

/** @throws Failure `no_pages` or `too_many_pages` */
export function checkPageCount(pageCount: number, maxPages: number): void {
  if (pageCount === 0) throw new Failure('no_pages');
  if (pageCount > maxPages) {
    throw new Failure('too_many_pages', {
      detail: `${pageCount} pages, and ${maxPages} are allowed`,
    });
  }
}
