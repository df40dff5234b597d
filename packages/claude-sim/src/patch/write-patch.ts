import { type MarkdownBlock, readBlocks } from './read-blocks.ts';
import type { ListedLine } from './read-listing.ts';

interface Placed {
  readonly block: MarkdownBlock;
  readonly lines: readonly ListedLine[];
  /** Lines that continue the item or row above. */
  readonly continuing: readonly number[];
}

const MARK = /^(?:[•◦▪–—*-]|\(?(?:\d{1,3}|[a-z]{1,3})[.)])\s/i;
/** Where fewer lines are found in what is known of the page, that is of another page. */
const LEAST_FOUND = 0.5;

/**
 * What an honest reader answers in patch mode.
 * @param known the page's Markdown, where it was told; what OCR or a digest says is no Markdown
 */
export function writePatch(listing: readonly ListedLine[], known: string | null): string {
  const placed = known === null ? [] : placeBlocks(readBlocks(known), listing);
  const found = placed.reduce((sum, { lines }) => sum + lines.length, 0);
  return found < listing.length * LEAST_FOUND ? guessed(listing) : told(placed, listing);
}

function placeBlocks(blocks: readonly MarkdownBlock[], listing: readonly ListedLine[]): Placed[] {
  const used = new Set<number>();
  let last = 0;
  return blocks.map((block) => {
    const lines: ListedLine[] = [];
    const firsts = new Set<number>();
    for (const { key } of block.isFormula ? [] : block.parts) {
      let at = 0;
      while (at < key.length) {
        const next = nextLine(listing, used, key, at, last);
        if (next === undefined) break;
        if (at === 0) firsts.add(next.number);
        used.add(next.number);
        lines.push(next);
        last = next.number;
        at += next.key.length;
      }
    }
    const areMarked = block.kind === 'l' && lines.some(({ text }) => MARK.test(text));
    const continuing = lines.map(({ number }) => number).filter((number) => !firsts.has(number));
    const isInParts = block.kind === 't' || (block.kind === 'l' && !areMarked);
    return { block, lines, continuing: isInParts ? continuing : [] };
  });
}

function nextLine(
  listing: readonly ListedLine[],
  used: ReadonlySet<number>,
  key: string,
  at: number,
  last: number,
): ListedLine | undefined {
  const fits = (line: ListedLine): boolean =>
    line.key !== '' && !used.has(line.number) && key.startsWith(line.key, at);
  return listing.slice(last).find(fits) ?? listing.find(fits);
}

function told(placed: readonly Placed[], listing: readonly ListedLine[]): string {
  const free = new Set(listing.map(({ number }) => number));
  for (const { lines } of placed) for (const { number } of lines) free.delete(number);
  const said: { kind: string; words: string }[] = [];
  let last = 0;
  for (const { block, lines, continuing } of placed) {
    if (lines.length === 0) {
      const text = block.text.replaceAll('\n', String.raw`\n`);
      const between: number[] = [];
      for (let at = last + 1; block.isFormula && free.has(at); at += 1) between.push(at);
      for (const number of between) free.delete(number);
      last = between.at(-1) ?? last;
      said.push({
        kind: '',
        words: between.length > 0 ? `${runs(between)} = ${text}` : `= ${text}`,
      });
      continue;
    }
    // A line without letters belongs to what it stands beside.
    const numbers = lines.map(({ number }) => number);
    for (let at = (numbers.at(-1) ?? 0) + 1; isSilent(at, free, listing); at += 1) {
      numbers.push(at);
      free.delete(at);
    }
    last = numbers.at(-1) ?? last;
    const plus = continuing.map((number) => ` +${number}`).join('');
    said.push({ kind: block.kind, words: `${runs(numbers)}${plus}` });
  }
  if (free.size > 0) said.push({ kind: 'x', words: [...free].map(String).join(' ') });
  const grouped: string[] = [];
  for (const [at, { kind, words }] of said.entries()) {
    if (kind !== '' && said[at - 1]?.kind === kind) grouped[grouped.length - 1] += ` ${words}`;
    else grouped.push(kind === '' ? words : `${kind} ${words}`);
  }
  return grouped.join('\n');
}

function isSilent(at: number, free: ReadonlySet<number>, listing: readonly ListedLine[]): boolean {
  return free.has(at) && listing[at - 1]?.key === '';
}

/** What the lines alone look like: for pages of which nobody told what stands on them. */
function guessed(listing: readonly ListedLine[]): string {
  const kinds = listing.map(({ text }, at) => {
    if (text.includes(' | ')) return 't';
    if (MARK.test(text)) return 'l';
    return at === 0 ? 'h1' : 'p';
  });
  const said: string[] = [];
  let from = 1;
  for (const [at, kind] of kinds.entries()) {
    if (kinds[at + 1] === kind) continue;
    said.push(`${kind} ${from === at + 1 ? from : `${from}-${at + 1}`}`);
    from = at + 2;
  }
  return said.join('\n');
}

/** `2-5,9`: numbers that follow each other as runs. */
function runs(numbers: readonly number[]): string {
  const parts: { from: number; to: number }[] = [];
  for (const number of numbers) {
    const part = parts.at(-1);
    if (part !== undefined && part.to + 1 === number) part.to = number;
    else parts.push({ from: number, to: number });
  }
  return parts.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(',');
}
