import { PDFDocument, type PDFFont, StandardFonts } from 'pdf-lib';
import sharp from 'sharp';
import { seededRandom } from '../../samples/seeded-random.ts';
import type { Block, Random, SetPage } from '../verdict-set/set-page.ts';
import { CidPage, cidFace } from './cid-face.ts';

const [WIDTH, LEAST_HEIGHT] = [595, 842];
const [LEFT, TOP, BOTTOM] = [60, 80, 780];
const GUTTER = 26;

interface Pen {
  readonly random: Random;
  readonly sizePt: number;
  readonly show: (text: string, x: number, y: number, sizePt: number, isBold?: boolean) => void;
  readonly widthOf: (text: string, sizePt: number) => number;
  readonly isSpaced: boolean;
  readonly picture: (x: number, y: number, width: number, height: number) => void;
  x: number;
  y: number;
  width: number;
}

/** A page of the set as a PDF of its own, as a word processor would print it. */
export async function printPage(page: SetPage, seed: number): Promise<Uint8Array> {
  // Once to see how long it becomes: what runs off the paper nobody could read.
  const { bottom } = await printOn(page, LEAST_HEIGHT, seededRandom(seed));
  const height = Math.max(LEAST_HEIGHT, Math.ceil(bottom) + 60);
  return (await printOn(page, height, seededRandom(seed))).bytes;
}

async function printOn(
  page: SetPage,
  height: number,
  random: Random,
): Promise<{ readonly bytes: Uint8Array; readonly bottom: number }> {
  const pdf = await PDFDocument.create();
  const paper = pdf.addPage([WIDTH, height]);
  const cidEm = page.language === 'ru' ? 0.55 : 1;
  const isCid = page.language === 'ru' || page.language === 'zh';
  const plain = await pdf.embedFont(StandardFonts.TimesRoman);
  const bold = await pdf.embedFont(StandardFonts.TimesRomanBold);
  const cid = new CidPage();
  const photo = await pdf.embedPng(await photograph());
  const wide = WIDTH - 2 * LEFT;
  const face = (isBold: boolean | undefined): PDFFont => (isBold === true ? bold : plain);
  const pen: Pen = {
    random,
    sizePt: isCid ? 9 : 10,
    isSpaced: page.language !== 'zh',
    show: isCid
      ? (text, x, y, sizePt) => cid.show(text, x, height - y, sizePt)
      : (text, x, y, size, isBold) =>
          paper.drawText(encodable(text), { x, y: height - y, size, font: face(isBold) }),
    widthOf: isCid
      ? (text, sizePt) => Array.from(text).length * sizePt * cidEm
      : (text, sizePt) => plain.widthOfTextAtSize(encodable(text), sizePt),
    picture: (x, y, width, high) =>
      paper.drawImage(photo, { x, y: height - y - high, width, height: high }),
    x: LEFT,
    y: TOP,
    width: page.columns === 1 ? wide : (wide - GUTTER) / 2,
  };
  let bottom = 0;
  for (const [at, block] of page.blocks.entries()) {
    printBlock(pen, block);
    bottom = Math.max(bottom, pen.y);
    pen.y += pen.sizePt * 0.8;
    const isFull = pen.y > BOTTOM || at === Math.ceil(page.blocks.length / 2);
    if (page.columns === 2 && pen.x === LEFT && isFull) {
      pen.x = LEFT + pen.width + GUTTER;
      pen.y = TOP;
    }
  }
  if (page.header !== null) pen.show(page.header, LEFT, 40, 8);
  if (page.footer !== null) pen.show(page.footer, WIDTH / 2, height - 30, 8);
  if (isCid) cid.finish(paper, cidFace(pdf, cidEm * 1000), pdf);
  return { bytes: await pdf.save(), bottom };
}

/** Grey, for nobody looks at it: the words that are told of it stand in no layer. */
function photograph(): Promise<Buffer> {
  const create = { width: 280, height: 150, channels: 3, background: '#9aa4b0' } as const;
  return sharp({ create }).png().toBuffer();
}

/** What the standard fonts have no sign for is printed without it. */
function encodable(text: string): string {
  return text.replaceAll('\u202F', '\u00A0').replaceAll(/[^\u0020-\u00FF•–—’“”…€]/g, '');
}

function printBlock(pen: Pen, block: Block): void {
  switch (block.kind) {
    case 'heading':
      pen.y += pen.sizePt * 0.4;
      printText(pen, block.text, pen.sizePt * 1.4, true);
      break;
    case 'paragraph':
      printText(pen, block.text);
      break;
    case 'list':
      for (const item of block.items) printText(pen, `• ${item}`);
      break;
    case 'table':
      printTable(pen, block.head === null ? block.rows : [block.head, ...block.rows]);
      break;
    case 'leaders':
      for (const [title, number] of block.entries) {
        const right = pen.x + pen.width - pen.widthOf(number, pen.sizePt);
        let text = `${title} `;
        while (pen.x + pen.widthOf(`${text}.`, pen.sizePt) < right - 8) text += '.';
        pen.show(text, pen.x, pen.y, pen.sizePt);
        pen.show(number, right, pen.y, pen.sizePt);
        pen.y += pen.sizePt * 1.35;
      }
      break;
    case 'formula':
      for (const [at, sign] of block.printed.entries()) {
        pen.show(sign, pen.x + 150 + at * 14, pen.y + (at % 2) * 2, pen.sizePt);
      }
      pen.y += pen.sizePt * 1.5;
      break;
    case 'picture':
      pen.picture(pen.x, pen.y, 280, 150);
      pen.y += 165;
      printText(pen, block.about);
      break;
  }
}

function printTable(pen: Pen, rows: readonly (readonly string[])[]): void {
  const wide = Math.max(...rows.map(({ length }) => length));
  const sizePt = wide > 7 ? pen.sizePt * 0.75 : pen.sizePt;
  const needs = Array.from({ length: wide }, (_, at) =>
    Math.max(...rows.map((cells) => pen.widthOf(cells[at] ?? '', sizePt))),
  );
  const spare = Math.max(
    sizePt * 1.4,
    (pen.width - needs.reduce((sum, one) => sum + one, 0)) / Math.max(1, wide - 1),
  );
  for (const cells of rows) {
    let x = pen.x;
    for (const [at, need] of needs.entries()) {
      const cell = cells[at] ?? '';
      // Numbers stand to the right of their column, as they do.
      const isNumber = /^[\d.,\s\u00A0\u202F-]+$/.test(cell);
      if (cell !== '')
        pen.show(cell, isNumber ? x + need - pen.widthOf(cell, sizePt) : x, pen.y, sizePt);
      x += need + spare;
    }
    pen.y += sizePt * 1.35;
  }
}

function printText(pen: Pen, text: string, sizePt = pen.sizePt, isBold = false): void {
  const words = pen.isSpaced ? text.split(' ') : Array.from(text);
  const space = pen.isSpaced ? ' ' : '';
  let line = '';
  const finish = (): void => {
    pen.show(line, pen.x, pen.y, sizePt, isBold);
    pen.y += sizePt * 1.3;
    line = '';
  };
  const widest = isBold ? pen.width * 0.9 : pen.width;
  for (const word of words) {
    const longer = line === '' ? word : `${line}${space}${word}`;
    if (line === '' || pen.widthOf(longer, sizePt) <= widest) {
      line = longer;
      continue;
    }
    const head = partOf(pen, word, `${line} `, widest, sizePt);
    if (head !== '') line = `${line} ${head}-`;
    finish();
    line = word.slice(head.length);
  }
  finish();
}

/** Long words are parted at the line's end, with a hyphen; as much of one as fits, or nothing. */
function partOf(pen: Pen, word: string, line: string, widest: number, sizePt: number): string {
  if (!/^\p{L}{8,}$/u.test(word) || pen.random() < 0.4) return '';
  for (let length = word.length - 3; length >= 3; length -= 1) {
    const head = word.slice(0, length);
    if (pen.widthOf(`${line}${head}-`, sizePt) <= widest) return head;
  }
  return '';
}
