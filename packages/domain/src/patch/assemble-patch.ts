import { lineText, type PageLine } from './page-lines.ts';
import type { LineKind, Patch, PatchBlock, PatchFault } from './patch.ts';
import { areOfOneText, type RowCell } from './row-cells.ts';
import { writeTable } from './write-table.ts';

const BULLET = /^[•◦▪▸‣·●○■□–—*-]\s+/u;
const NUMBERED = /^\d{1,3}[.)]\s+/;
const LETTERED = /^\(?(?:\d{1,3}|[a-z]{1,3})[.)]\s+/i;
const HYPHEN_AT_END = /\p{L}[-\u2010]$/u;
const STARTS_LOWER = /^\p{Ll}/u;

/**
 * Writes a page from its own lines and what Claude said of them. Pure: the words are the layer's, but
 * for what the patch corrects or adds.
 */
export function assemblePatch(patch: Patch, lines: readonly PageLine[]): string | PatchFault {
  const said = correctedLines(patch, lines);
  if ('fault' in said) return said;
  const pieces: string[] = [];
  let before: LineKind | 'words' | null = null;
  for (const block of patch.blocks) {
    const piece = block.kind === 'words' ? block.text : writeBlock(block, said, patch);
    if (piece === '') continue;
    // Items told in several runs are one list.
    if (block.kind === 'l' && before === 'l') pieces.push(`${pieces.pop() ?? ''}\n${piece}`);
    else pieces.push(piece);
    before = block.kind;
  }
  return pieces.join('\n\n');
}

function correctedLines(
  { corrected, edits }: Patch,
  lines: readonly PageLine[],
): PageLine[] | PatchFault {
  const said = lines.map((line, at) => {
    const text = corrected.get(at + 1);
    return text === undefined ? line : withText(line, text);
  });
  for (const { line, from, to } of edits) {
    const before = said[line - 1];
    if (before === undefined) return { fault: `there is no line ${line}` };
    const text = lineText(before);
    const at = text.indexOf(from);
    if (at === -1 || text.includes(from, at + 1)) {
      return { fault: `line ${line} does not have exactly once what is to be replaced` };
    }
    said[line - 1] = withText(before, text.slice(0, at) + to + text.slice(at + from.length));
  }
  return said;
}

/** Cells keep their places where their number stays; else the line is one cell. */
function withText({ cells }: PageLine, text: string): PageLine {
  const texts = text
    .split(/\s+\|\s+|\s+\|$|^\|\s+/)
    .map((one) => one.replaceAll(String.raw`\|`, '|').trim());
  if (texts.length === cells.length) {
    return { cells: cells.map((cell, at) => ({ ...cell, text: texts[at] ?? '' })) };
  }
  const x = Math.min(...cells.map((cell) => cell.x));
  const width = Math.max(...cells.map((cell) => cell.x + cell.width)) - x;
  return { cells: [{ text: texts.join(' '), x, width }] };
}

function writeBlock(
  { kind, lines: numbers }: Extract<PatchBlock, { kind: LineKind }>,
  said: readonly PageLine[],
  { continuing }: Patch,
): string {
  const lines = numbers.flatMap((number) => said[number - 1] ?? []);
  const continues = (at: number): boolean => at > 0 && continuing.has(numbers[at] ?? 0);
  switch (kind) {
    case 'x':
      return '';
    case 'p':
      return unmarked(joined(lines.map(plain)));
    case 'l':
      return listOf(lines.map(plain), continues);
    case 't':
      return writeTable(rowsOf(lines, continues));
    case 'b':
      return lines.map((line) => unmarked(plain(line))).join('  \n');
    case 'c':
      return ['```', ...lines.map(plain), '```'].join('\n');
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6':
      return `${'#'.repeat(Number(kind.slice(1)))} ${joined(lines.map(plain))}`;
  }
}

function plain({ cells }: PageLine): string {
  return cells.map(({ text }) => text).join(' ');
}

/** A paragraph's lines as one; a word parted at a line's end is put together. */
function joined(lines: readonly string[]): string {
  return lines.reduce((text, line) => {
    if (text === '') return line;
    if (HYPHEN_AT_END.test(text) && STARTS_LOWER.test(line)) return text.slice(0, -1) + line;
    return areOfOneText(text, line) ? text + line : `${text} ${line}`;
  }, '');
}

/** What only looks like a heading or a quotation is neither. */
function unmarked(text: string): string {
  return text.replace(/^(#{1,6}\s|>)/, String.raw`\$1`);
}

/**
 * A line that begins with a mark begins an item, and one without continues it; where no line has a
 * mark, each is an item unless it is said to continue one.
 */
function listOf(lines: readonly string[], continues: (at: number) => boolean): string {
  const areMarked = lines.some((line) => hasMark(line));
  const items: string[][] = [];
  for (const [at, line] of lines.entries()) {
    const isNew = !continues(at) && (!areMarked || hasMark(line));
    const item = items.at(-1);
    if (isNew || item === undefined) items.push([line]);
    else item.push(line);
  }
  return items.map((item) => marked(joined(item))).join('\n');
}

function hasMark(line: string): boolean {
  return BULLET.test(line) || LETTERED.test(line);
}

function marked(item: string): string {
  return NUMBERED.test(item) ? item : `- ${item.replace(BULLET, '')}`;
}

function rowsOf(lines: readonly PageLine[], continues: (at: number) => boolean): RowCell[][][] {
  const rows: RowCell[][][] = [];
  for (const [at, { cells }] of lines.entries()) {
    const row = rows.at(-1);
    if (row !== undefined && continues(at)) row.push([...cells]);
    else rows.push([[...cells]]);
  }
  return rows;
}
