import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { newBooklet } from '../samples/new-booklet.ts';
import type { Face, Sheet } from '../samples/new-sheet.ts';
import type { Picture } from '../samples/picture.ts';
import { rasterisePdf } from '../samples/rasterise-pdf.ts';
import { seededRandom } from '../samples/seeded-random.ts';

/** A page as it was printed, before anything happened to it, and what is true of it. */
export interface PrintedPage {
  readonly name: string;
  readonly picture: Picture;
  /** Height of a lower-case x (of a capital, where there are only capitals) in points; null: unknown. */
  readonly textPt: number | null;
  /** Whether a reader could say which side is up: words, more than one or two. */
  readonly hasTop: boolean;
}

const DPI = 150;
const WORDS =
  'the of committee and report to was in repair that after for observatory by letter on with estimate roof please from copper which have gallery be their invoice northern we account telescope has Thursday Mr Ashdown London quarterly figures January not available under section paragraph general'.split(
    ' ',
  );
/** x-heights of the standard faces in ems, from their AFM files. */
const X_HEIGHT: Readonly<Record<Face, number>> = {
  sans: 0.523,
  bold: 0.532,
  serif: 0.45,
  italic: 0.441,
  typed: 0.426,
  typedBold: 0.439,
};
const FACES: readonly Face[] = ['sans', 'serif', 'typed', 'italic', 'bold'];
const HELVETICA_CAPITALS = 0.718;

interface Drawn {
  readonly name: string;
  readonly wide?: true;
  readonly textPt?: number;
  readonly hasTop?: false;
  readonly draw: (sheet: Sheet) => void;
}

/** Every kind of page with content on it; the same for a seed on every run. */
export async function printedPages(seed: number): Promise<PrintedPage[]> {
  const random = seededRandom(seed);
  const drawn = [...texts(random), ...layouts(random), ...sparse()];
  const booklet = await newBooklet('Pages with content');
  for (const { wide, draw } of drawn) draw(wide ? booklet.sheet(842, 595) : booklet.sheet());
  const pictures = await rasterisePdf(await booklet.bytes(), DPI);
  const made = drawn.map(({ name, textPt, hasTop }, at): PrintedPage => {
    const picture = pictures[at];
    if (picture === undefined) throw new Error(`${name} was not drawn`);
    return { name, picture, textPt: textPt ?? null, hasTop: hasTop ?? true };
  });
  return [...made, ...(await samplePages())];
}

function say(random: () => number, words: number): string {
  const said = Array.from({ length: words }, () => WORDS[Math.floor(random() * WORDS.length)]);
  return `${said.join(' ')}.`;
}

function texts(random: () => number): Drawn[] {
  return [7, 8, 9, 10, 11, 12, 14, 18].flatMap((sizePt, row) =>
    [0, 1, 2].map((column): Drawn => {
      const face = FACES[(row + column) % FACES.length] ?? 'sans';
      const wide = column === 2 && row % 2 === 0;
      return {
        name: `text ${face} ${sizePt} pt${wide ? ' wide' : ''}`,
        ...(wide && { wide }),
        textPt: sizePt * X_HEIGHT[face],
        draw(sheet) {
          let y = 90;
          const paragraphs = column === 1 ? 2 : 4;
          sheet.text('Report of the committee', 70, 70, { face: 'bold', sizePt: sizePt * 1.5 });
          for (let at = 0; at < paragraphs && y < sheet.height - 160; at++) {
            y = sheet.paragraph(say(random, 45), 70, y + 20, sheet.width - 140, { face, sizePt });
          }
        },
      };
    }),
  );
}

function layouts(random: () => number): Drawn[] {
  return [0, 1, 2, 3].flatMap((kind): Drawn[] => [
    { name: `columns ${kind}`, draw: (sheet) => columns(sheet, random, 8 + kind) },
    {
      name: `table ${kind}`,
      ...(kind > 1 && { wide: true }),
      draw: (sheet) => table(sheet, random),
    },
    { name: `form ${kind}`, draw: (sheet) => form(sheet, random, kind) },
    {
      name: `chart ${kind}`,
      ...(kind > 1 && { wide: true }),
      draw: (sheet) => chart(sheet, random),
    },
    { name: `receipt ${kind}`, draw: (sheet) => receipt(sheet, random) },
    {
      name: `capitals ${kind}`,
      textPt: (10 + kind) * HELVETICA_CAPITALS,
      draw(sheet) {
        const sizePt = 10 + kind;
        sheet.paragraph(say(random, 70).toUpperCase(), 70, 100, 440, { sizePt });
      },
    },
    {
      name: `reversed header ${kind}`,
      draw(sheet) {
        sheet.box({ x: 0, y: 0, width: 595, height: 70 + kind * 60, fill: '#203040' });
        sheet.text('Annual report', 60, 50, { face: 'bold', sizePt: 26, color: '#ffffff' });
        sheet.paragraph(say(random, 60), 60, 380, 470, { sizePt: 11 });
      },
    },
  ]);
}

function columns(sheet: Sheet, random: () => number, sizePt: number): void {
  for (const x of [50, 310]) {
    let y = 60;
    while (y < 700) y = sheet.paragraph(say(random, 40), x, y + 10, 235, { face: 'serif', sizePt });
  }
  sheet.text('17', 297, 810, { sizePt: 9, align: 'center' });
}

function table(sheet: Sheet, random: () => number): void {
  sheet.text('Accounts of the second quarter', 60, 60, { face: 'bold', sizePt: 14 });
  const columnWidth = (sheet.width - 120) / 4;
  for (let row = 0; row < 18; row++) {
    const y = 90 + row * 24;
    sheet.line(60, y, sheet.width - 60, y, 0.6);
    sheet.text(say(random, 2), 66, y + 16, { sizePt: 9 });
    for (let column = 1; column < 4; column++) {
      const x = 60 + (column + 1) * columnWidth - 6;
      sheet.text((random() * 9000).toFixed(2), x, y + 16, { sizePt: 9, align: 'right' });
    }
  }
  for (let column = 0; column <= 4; column++) {
    sheet.line(60 + column * columnWidth, 90, 60 + column * columnWidth, 522, 0.6);
  }
}

function form(sheet: Sheet, random: () => number, kind: number): void {
  sheet.text('Application for membership', 60, 70, { face: 'bold', sizePt: 16 });
  for (let row = 0; row < 9 + kind; row++) {
    const y = 120 + row * 48;
    sheet.text(`${row + 1}. ${say(random, 3)}`, 60, y, { sizePt: 9 });
    sheet.box({ x: 60, y: y + 6, width: 400, height: 22, border: '#555555', borderPt: 0.8 });
    sheet.text(say(random, 3), 68, y + 21, { face: 'typed', sizePt: 11 });
    sheet.box({ x: 490, y: y + 8, width: 14, height: 14, border: '#000000', borderPt: 1 });
  }
}

function chart(sheet: Sheet, random: () => number): void {
  sheet.text('Visitors to the gallery by month', 80, 80, { face: 'bold', sizePt: 16 });
  const base = sheet.height - 120;
  sheet.line(80, 120, 80, base, 1);
  sheet.line(80, base, sheet.width - 60, base, 1);
  for (let bar = 0; bar < 8; bar++) {
    const height = 40 + random() * (base - 220);
    const x = 100 + (bar * (sheet.width - 180)) / 8;
    sheet.box({ x, y: base - height, width: 34, height, fill: '#4878a8' });
    sheet.text(
      ['January', 'March', 'April', 'May', 'June', 'July', 'August', 'October'][bar] ?? '',
      x,
      base + 16,
      { sizePt: 9 },
    );
    sheet.text(height.toFixed(0), x, base - height - 5, { sizePt: 9 });
  }
}

function receipt(sheet: Sheet, random: () => number): void {
  sheet.text('CORNER BAKERY', 297, 120, { face: 'typedBold', sizePt: 14, align: 'center' });
  for (let row = 0; row < 14; row++) {
    const y = 160 + row * 18;
    sheet.text(say(random, 2), 200, y, { face: 'typed', sizePt: 10 });
    sheet.text((random() * 20).toFixed(2), 400, y, { face: 'typed', sizePt: 10, align: 'right' });
  }
  sheet.text('Thank you for your visit', 297, 450, { face: 'typed', sizePt: 10, align: 'center' });
}

/** The pages that a careless eye takes for blank. */
function sparse(): Drawn[] {
  const numbers = [8, 9, 10, 12].flatMap((sizePt): Drawn[] =>
    [297, 545, 50].map((x) => ({
      name: `only a page number, ${sizePt} pt`,
      hasTop: false,
      draw: (sheet) => sheet.text('7', x, 812, { face: 'serif', sizePt, align: 'center' }),
    })),
  );
  const stamps = ['#b8b8e8', '#c8b8b8', '#a8c8a8', '#d0b0b0', '#d4d4ec', '#dcd0d0'].map(
    (color, at): Drawn => ({
      name: `only a faint stamp ${color}`,
      hasTop: false,
      draw(sheet) {
        sheet.box({ x: 300, y: 240 + at * 90, width: 150, height: 50, border: color, borderPt: 2 });
        sheet.text('RECEIVED', 316, 264 + at * 90, {
          face: 'bold',
          sizePt: 18,
          color,
          turn: at * 4,
        });
        sheet.text('12 MAR 1987', 330, 282 + at * 90, { sizePt: 11, color });
      },
    }),
  );
  return [
    ...numbers,
    ...stamps,
    {
      name: 'only a signature',
      hasTop: false,
      draw: (sheet) =>
        sheet.stroke('M0 20 C20 -20 30 40 50 10 S80 0 110 16', 320, 640, 1.2, '#303060'),
    },
    { name: 'only a rule', hasTop: false, draw: (sheet) => sheet.line(70, 400, 300, 400, 0.7) },
    {
      name: 'only initials',
      hasTop: false,
      draw: (sheet) => sheet.text('j.a.', 500, 60, { face: 'italic', sizePt: 9, color: '#777777' }),
    },
    {
      name: 'only a footer',
      hasTop: false,
      draw: (sheet) =>
        sheet.text('Intentionally left blank', 297, 420, {
          sizePt: 9,
          align: 'center',
          color: '#999999',
        }),
    },
    {
      name: 'light grey text',
      draw: (sheet) =>
        void sheet.paragraph(say(seededRandom(3), 120), 70, 100, 440, {
          sizePt: 12,
          color: '#bbbbbb',
        }),
    },
  ];
}

async function samplePages(): Promise<PrintedPage[]> {
  const folder = new URL('../../samples/', import.meta.url);
  const pages: PrintedPage[] = [];
  for (const file of ['report.pdf', 'invoice.pdf']) {
    const pictures = await rasterisePdf(await readFile(new URL(file, folder)), DPI);
    for (const [at, picture] of pictures.entries()) {
      pages.push({ name: `${file} ${at + 1}`, picture, textPt: null, hasTop: true });
    }
  }
  for (const file of ['form.png', 'chart.png', 'receipt.jpg']) {
    const { data, info } = await sharp(await readFile(new URL(file, folder)))
      .rotate()
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const picture = { width: info.width, height: info.height, channels: 3, pixels: data } as const;
    pages.push({ name: file, picture, textPt: null, hasTop: true });
  }
  return pages;
}
