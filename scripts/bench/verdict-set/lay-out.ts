import type { PageLayer, PageWord, PlaceOnPage } from '../../../packages/domain/src/index.ts';
import { between, type Block, type Random, type SetPage } from './set-page.ts';

const [WIDTH, HEIGHT] = [595, 842];
const [LEFT, TOP, BOTTOM] = [60, 90, 770];
const SIZE = 10;
const LINE = 13;
const GUTTER = 24;

interface Pen {
  readonly words: PageWord[];
  readonly pictures: PlaceOnPage[];
  readonly random: Random;
  readonly isHan: boolean;
  /** Of the column. */
  x: number;
  y: number;
  width: number;
}

/** The text layer that a page printed by a word processor would have: words with their places. */
export function layOut(page: SetPage, random: Random): PageLayer {
  const wide = WIDTH - 2 * LEFT;
  const pen: Pen = {
    words: [],
    pictures: [],
    random,
    isHan: page.language === 'zh',
    x: LEFT,
    y: TOP,
    width: page.columns === 1 ? wide : (wide - GUTTER) / 2,
  };
  for (const block of page.blocks) {
    putBlock(pen, block);
    pen.y += LINE * 0.6;
    if (pen.y > BOTTOM && page.columns === 2 && pen.x === LEFT) {
      pen.x = LEFT + pen.width + GUTTER;
      pen.y = TOP;
    }
  }
  // Some producers write across both columns, line by line.
  if (page.columns === 2 && random() < 0.3) pen.words.sort((a, b) => a.y - b.y || a.x - b.x);
  const height = Math.max(HEIGHT, ...pen.words.map(({ y }) => y + 80));
  const margins: Pen = { ...pen, words: [] };
  if (page.header !== null) putLine(margins, page.header, LEFT, 40);
  if (page.footer !== null) putLine(margins, page.footer, WIDTH / 2, height - 40);
  // And some write headers first, some last.
  const words =
    random() < 0.4 ? [...pen.words, ...margins.words] : [...margins.words, ...pen.words];
  const partsNumbers = random() < 0.3;
  return {
    words: (partsNumbers ? words.flatMap(partedNumber) : words).map((word) => ({
      ...word,
      text: asPrinted(word.text, page, random),
    })),
    soundness: 'sound',
    page: { width: WIDTH, height },
    unlayered: pen.pictures,
  };
}

function putBlock(pen: Pen, block: Block): void {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
      putText(pen, block.text);
      break;
    case 'list':
      for (const item of block.items) putText(pen, `• ${item}`);
      break;
    case 'table':
      for (const row of block.head === null ? block.rows : [block.head, ...block.rows])
        putRow(pen, row);
      break;
    case 'leaders':
      for (const [title, number] of block.entries) {
        putLine(pen, `${title} ${'.'.repeat(between(pen.random, 5, 12))}`, pen.x, pen.y);
        putWord(pen, number, pen.x + pen.width - widthOf(number), pen.y);
        pen.y += LINE;
      }
      break;
    case 'formula':
      for (const [at, sign] of block.printed.entries()) {
        putWord(pen, sign, pen.x + 150 + at * 14, pen.y + (at % 2) * 4);
      }
      pen.y += LINE * 1.5;
      break;
    case 'picture':
      pen.pictures.push({ x: pen.x, y: pen.y, width: 280, height: 150 });
      pen.y += 160;
      putText(pen, block.about);
      break;
  }
}

function putRow(pen: Pen, cells: readonly string[]): void {
  const first = 150;
  const step = (pen.width - first) / Math.max(1, cells.length - 1);
  for (const [at, cell] of cells.entries()) {
    putLine(pen, cell, at === 0 ? pen.x : pen.x + first + (at - 1) * step, pen.y);
  }
  pen.y += LINE;
}

function putText(pen: Pen, text: string): void {
  if (pen.isHan) {
    const most = Math.floor(pen.width / SIZE);
    for (let from = 0; from < text.length;) {
      let to = Math.min(text.length, from + most);
      // No line ends within a number.
      while (/[\d,]/.test(text[to - 1] ?? '') && /[\d,]/.test(text[to] ?? '')) to -= 1;
      putWord(pen, text.slice(from, to), pen.x, pen.y);
      pen.y += LINE;
      from = to;
    }
    return;
  }
  let x = pen.x;
  for (const word of text.split(' ')) {
    const left = pen.x + pen.width - x;
    const [head, tail] = widthOf(word) > left ? parted(word, left, pen.random) : [word, ''];
    if (tail === '' && widthOf(word) > left && x > pen.x) {
      pen.y += LINE;
      x = pen.x;
    }
    putWord(pen, head, x, pen.y);
    x += widthOf(head) + SIZE / 2;
    if (tail !== '') {
      pen.y += LINE;
      putWord(pen, tail, pen.x, pen.y);
      x = pen.x + widthOf(tail) + SIZE / 2;
    }
  }
  pen.y += LINE;
}

/** Long words are parted at the line's end, with a hyphen. */
function parted(word: string, left: number, random: Random): [string, string] {
  const fits = Math.floor(left / (SIZE / 2)) - 1;
  const isLetters = /^\p{L}{8,}$/u.test(word) && !/^[\u0600-\u06FF]/.test(word);
  if (!isLetters || fits < 3 || word.length - fits < 3 || random() < 0.4) return [word, ''];
  return [`${word.slice(0, fits)}-`, word.slice(fits)];
}

function putLine(pen: Pen, text: string, x: number, y: number): void {
  let at = x;
  for (const word of pen.isHan && !/\.{5}/.test(text) ? [text] : text.split(' ')) {
    if (word !== '') putWord(pen, word, at, y);
    at += widthOf(word) + SIZE / 2;
  }
}

function putWord({ words }: Pen, text: string, x: number, y: number): void {
  words.push({ text, x, y, width: widthOf(text), height: SIZE, angle: 0 });
}

function widthOf(text: string): number {
  return Array.from(text).length * (/\p{sc=Han}/u.test(text) ? SIZE : SIZE / 2);
}

/** Some readers of PDFs take the thin space within a number for one between words. */
function partedNumber(word: PageWord): PageWord[] {
  const parts = word.text.split(/[\u00A0\u202F]/);
  let { x } = word;
  return parts.map((text) => {
    const part = { ...word, text, x, width: widthOf(text) };
    x += part.width + SIZE / 4;
    return part;
  });
}

/** What typesetting makes of words: ligatures, curly marks. */
function asPrinted(text: string, { language }: SetPage, random: Random): string {
  if (language === 'zh' || language === 'ar') return text;
  const curly = text.replaceAll("'", '’');
  return random() < 0.7 ? curly.replaceAll('fi', 'ﬁ').replaceAll('fl', 'ﬂ') : curly;
}
