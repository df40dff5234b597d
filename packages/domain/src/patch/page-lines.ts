import type { PageLayer } from '../judging/page-facts.ts';
import { standingWords, type StandingWord } from '../judging/standing-words.ts';
import { orderBlocks } from './order-blocks.ts';
import { rowCells, type RowCell } from './row-cells.ts';
import { setOnLine } from './set-on-line.ts';
import { textRows } from './text-rows.ts';

/** One visual line of a page: what stands side by side, parted where a wide gap parts it. */
export interface PageLine {
  readonly cells: readonly RowCell[];
}

/**
 * The visual lines of a sound layer in reading order, columns of running text one after the other and
 * rows of tables whole. Words that stand askew (watermarks, notes on the margin) are in none of them.
 */
export function pageLines(layer: PageLayer): PageLine[] {
  const words = standingWords(layer)
    .words.filter(({ isAskew }) => !isAskew)
    .map((word) => setOnLine(word));
  return orderBlocks(words).flatMap((block) => linesOf(block));
}

/** A line's words, cells parted by ` | `; a bar that is printed stands behind a backslash. */
export function lineText({ cells }: PageLine): string {
  return cells.map(({ text }) => text.replaceAll('|', String.raw`\|`)).join(' | ');
}

function linesOf(block: readonly StandingWord[]): PageLine[] {
  return textRows(block)
    .map((row) => ({ cells: rowCells(row) }))
    .filter(({ cells }) => cells.some(({ text }) => text !== ''));
}
