import type { StandingWord } from '../judging/standing-words.ts';
import { rowCells } from './row-cells.ts';
import { textRows } from './text-rows.ts';

type Words = readonly StandingWord[];

/** White between two columns of text, in heights of type. */
const GUTTER = 1;
const LEAST_WORDS = 4;
const DEEPEST = 12;
/** Cells of a table are narrower, in heights of type (a column of a newspaper has 18 and more). */
const WIDE = 12;
/** Running text fills its column; entries of an index do not, but are wide. */
const FULL_LINE = 0.8;
const FULL_SHARE = 0.5;
const FULL_WIDE = 7;

/**
 * Blocks of a page in reading order, by a recursive cut along the white (XY cut). Unlike
 * `readingOrders`, which offers all orders to a judge, it has to choose one: across a gutter it cuts
 * only where running text stands on both sides, so that rows of tables stay whole.
 */
export function orderBlocks(words: Words, depth: number = DEEPEST): Words[] {
  if (words.length === 0) return [];
  if (depth === 0 || words.length < LEAST_WORDS * 2) return [words];
  const parts = cutAtGutter(words) ?? cutBelowWidestWhite(words);
  return parts === null ? [words] : parts.flatMap((part) => orderBlocks(part, depth - 1));
}

function cutAtGutter(words: Words): readonly [Words, Words] | null {
  const type = typeHeight(words);
  for (const at of whites(words, 'x', 'width', type * GUTTER)) {
    const left = words.filter(({ x }) => x < at);
    const right = words.filter(({ x }) => x >= at);
    if (isRunning(left, type) && isRunning(right, type)) return [left, right];
  }
  return null;
}

function cutBelowWidestWhite(words: Words): readonly [Words, Words] | null {
  const [at] = whites(words, 'y', 'height', 0);
  if (at === undefined) return null;
  return [words.filter(({ y }) => y < at), words.filter(({ y }) => y >= at)];
}

/** Where something begins after a white stripe across all words that is wider than `least`, widest first. */
function whites(words: Words, start: 'x' | 'y', size: 'width' | 'height', least: number): number[] {
  const found: { at: number; wide: number }[] = [];
  let end = Number.POSITIVE_INFINITY;
  for (const word of words.toSorted((a, b) => a[start] - b[start])) {
    if (word[start] - end > least) found.push({ at: word[start], wide: word[start] - end });
    end = Number.isFinite(end) ? Math.max(end, word[start] + word[size]) : word[start] + word[size];
  }
  return found.toSorted((a, b) => b.wide - a.wide).map(({ at }) => at);
}

/** Whether what stands here is read line by line, and not across: a column of text, not of a table. */
function isRunning(words: Words, type: number): boolean {
  if (words.length < LEAST_WORDS) return false;
  const cells = textRows(words).flatMap((row) => rowCells(row));
  const left = Math.min(...words.map(({ x }) => x));
  const width = Math.max(...words.map((word) => word.x + word.width)) - left;
  const mean = cells.reduce((sum, cell) => sum + cell.width, 0) / Math.max(1, cells.length) / type;
  const full =
    cells.filter((cell) => cell.width > width * FULL_LINE).length / Math.max(1, cells.length);
  return mean >= WIDE || (mean >= FULL_WIDE && full >= FULL_SHARE);
}

function typeHeight(words: Words): number {
  const heights = words.map(({ height }) => height).toSorted((a, b) => a - b);
  return heights[Math.floor(heights.length / 2)] ?? 0;
}
