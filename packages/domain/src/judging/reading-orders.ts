import type { PageRow } from './page-rows.ts';
import type { StandingWord } from './standing-words.ts';

/** A gap across which no line is read, as many times as high as its words. */
const GUTTER = 1.0;
/** Fewer words are no column. */
const LEAST_WORDS = 4;
const DEEPEST = 8;

/**
 * Orders in which a page may be read: as the document has it, row by row, and column by column. The
 * last is a recursive cut along the white between blocks (XY cut).
 * @returns places in `words`
 */
export function readingOrders(
  words: readonly StandingWord[],
  rows: readonly PageRow[],
): readonly (readonly number[])[] {
  const asGiven = words.map((_, at) => at);
  const byRow = rows.flatMap((row) => row.words);
  const byColumn: number[] = [];
  cutUp(words, byRow, byColumn, DEEPEST);
  return [asGiven, byRow, byColumn];
}

function cutUp(
  words: readonly StandingWord[],
  block: readonly number[],
  order: number[],
  depth: number,
): void {
  const parts = depth === 0 ? [block] : columnsOf(words, block);
  if (parts.length > 1) {
    for (const part of parts) cutUp(words, part, order, depth - 1);
    return;
  }
  const bands = depth === 0 ? [block] : bandsOf(words, block);
  if (bands.length > 1) for (const band of bands) cutUp(words, band, order, depth - 1);
  else order.push(...block);
}

interface Span {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

function columnsOf(words: readonly StandingWord[], block: readonly number[]): number[][] {
  const spans = block.map((at) => spanOf(words, at, 'x', 'width'));
  const parts = apart(spans, typeHeight(words, block) * GUTTER);
  return parts.every(({ length }) => length >= LEAST_WORDS)
    ? parts.map((part) => inBlockOrder(block, part))
    : [];
}

/** At the widest white across the block only: a heading comes off, then its columns are found. */
function bandsOf(words: readonly StandingWord[], block: readonly number[]): number[][] {
  const spans = block
    .map((at) => spanOf(words, at, 'y', 'height'))
    .toSorted((one, other) => one.from - other.from);
  let widest = 0;
  let after = 0;
  let to = spans[0]?.to ?? 0;
  for (const [place, span] of spans.entries()) {
    if (span.from - to > widest) [widest, after] = [span.from - to, place];
    to = Math.max(to, span.to);
  }
  if (after === 0) return [];
  const isAbove = new Set(spans.slice(0, after).map(({ at }) => at));
  return [block.filter((at) => isAbove.has(at)), block.filter((at) => !isAbove.has(at))];
}

function apart(spans: readonly Span[], gap: number): number[][] {
  const parts: number[][] = [];
  let to = Number.NEGATIVE_INFINITY;
  for (const span of spans.toSorted((one, other) => one.from - other.from)) {
    const part = parts.at(-1);
    if (part === undefined || span.from - to > gap) parts.push([span.at]);
    else part.push(span.at);
    to = Math.max(to, span.to);
  }
  return parts;
}

function spanOf(
  words: readonly StandingWord[],
  at: number,
  start: 'x' | 'y',
  size: 'width' | 'height',
): Span {
  const word = words[at];
  const from = word?.[start] ?? 0;
  return { at, from, to: from + (word?.[size] ?? 0) };
}

function typeHeight(words: readonly StandingWord[], block: readonly number[]): number {
  return block.reduce((sum, at) => sum + (words[at]?.height ?? 0), 0) / Math.max(1, block.length);
}

function inBlockOrder(block: readonly number[], part: readonly number[]): number[] {
  const members = new Set(part);
  return block.filter((at) => members.has(at));
}
