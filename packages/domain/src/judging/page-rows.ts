import type { StandingPage, StandingWord } from './standing-words.ts';

/** Words side by side, by their place in the list of words; from the top of the page down. */
export interface PageRow {
  readonly top: number;
  readonly bottom: number;
  readonly words: readonly number[];
}

/** Words of which more than half their height lies beside each other stand in one row. */
export function pageRows(words: readonly StandingWord[]): PageRow[] {
  const fromTop = words
    .map((word, at) => ({ at, middle: word.y + word.height / 2, word }))
    .filter(({ word }) => !word.isAskew)
    .toSorted((one, other) => one.middle - other.middle);
  const rows: { top: number; bottom: number; words: number[] }[] = [];
  for (const { at, middle, word } of fromTop) {
    const row = rows.at(-1);
    if (row !== undefined && middle < row.bottom - (row.bottom - row.top) * 0.3) {
      row.words.push(at);
      row.bottom = Math.max(
        row.bottom,
        Math.min(word.y + word.height, row.top + word.height * 1.5),
      );
    } else rows.push({ top: word.y, bottom: word.y + word.height, words: [at] });
  }
  for (const row of rows) row.words.sort((a, b) => (words[a]?.x ?? 0) - (words[b]?.x ?? 0));
  return rows;
}

/** Headers and footers lie in these parts of the page: an inch of eleven and a little more. */
const MARGIN = 0.12;
/** A header is parted from what it stands over by more than lines are from each other. */
const LEAST_GAP = 1.2;
/** Headings are larger than the text, headers are not. */
const LARGEST = 1.3;
/** One line, two at most, at either end. */
const MOST_ROWS = 2;

/**
 * Words of headers, footers and page numbers: readers leave them out, asked or not.
 * @param areDropped whether the reader was asked to: then all that lies in the margins counts
 */
export function marginWords(
  { words, height }: Pick<StandingPage, 'words' | 'height'>,
  rows: readonly PageRow[],
  areDropped: boolean,
): Set<number> {
  const heights = rows.map(({ top, bottom }) => bottom - top).toSorted((a, b) => a - b);
  const usual = heights[Math.floor(heights.length / 2)] ?? 0;
  const margin = new Set<number>();
  const take = (fromEdge: readonly PageRow[], isInMargin: (row: PageRow) => boolean): void => {
    const outer = fromEdge.findIndex((row) => !isInMargin(row));
    const inMargin = fromEdge.slice(0, outer === -1 ? 0 : outer);
    let taken = areDropped ? inMargin.length : 0;
    for (const [at, row] of inMargin.slice(0, MOST_ROWS).entries()) {
      const next = fromEdge[at + 1];
      if (next === undefined || row.bottom - row.top > usual * LARGEST) break;
      const gap = Math.max(next.top - row.bottom, row.top - next.bottom);
      if (gap > usual * LEAST_GAP) taken = Math.max(taken, at + 1);
    }
    for (const row of inMargin.slice(0, taken)) for (const at of row.words) margin.add(at);
  };
  take(rows, ({ bottom }) => bottom < height * MARGIN);
  take(rows.toReversed(), ({ top }) => top > height * (1 - MARGIN));
  for (const [at, { isAskew }] of words.entries()) if (isAskew) margin.add(at);
  return margin;
}
