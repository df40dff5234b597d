import { Failure } from './failure.ts';

const PATTERN = /^\s*\d+\s*(-\s*\d+\s*)?(,\s*\d+\s*(-\s*\d+\s*)?)*$/;

/** Whether a text is a list of pages and ranges such as `1-5,8`. */
export function isPageRanges(text: string): boolean {
  return PATTERN.test(text) && parseRanges(text).every(([from, to]) => from >= 1 && from <= to);
}

/**
 * The pages asked for, in the source's order, each once.
 * @param ranges such as `1-5,8`; undefined for all
 * @param pageCount pages the document has; what lies beyond is left out
 * @throws Failure `no_pages_selected` when nothing is left
 */
export function selectPages(ranges: string | undefined, pageCount: number): number[] {
  const wanted = ranges === undefined ? ([[1, pageCount]] as const) : parseRanges(ranges);
  const selected = new Set<number>();
  for (const [from, to] of wanted) {
    for (let page = Math.max(1, from); page <= Math.min(to, pageCount); page += 1)
      selected.add(page);
  }
  if (selected.size === 0) {
    throw new Failure('no_pages_selected', {
      detail: `pages "${ranges ?? ''}" of a document with ${pageCount} pages`,
    });
  }
  return [...selected].toSorted((a, b) => a - b);
}

function parseRanges(text: string): (readonly [from: number, to: number])[] {
  return text.split(',').map((part) => {
    const [from, to] = part.split('-').map(Number);
    return [from ?? 0, to ?? from ?? 0] as const;
  });
}
