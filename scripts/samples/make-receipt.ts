import sharp from 'sharp';
import { newBooklet } from './new-booklet.ts';
import type { Sheet } from './new-sheet.ts';
import { photographSheet } from './photograph-sheet.ts';
import { rasterisePdf } from './rasterise-pdf.ts';
import type { Sample } from './sample.ts';
import { seededRandom } from './seeded-random.ts';

const typed = { face: 'typed', sizePt: 12.5, color: '#26262c' } as const;
const strong = { ...typed, face: 'typedBold' } as const;
const LEFT = 22;
const RIGHT = 278;

const bought = [
  { name: 'Croissant x2', cents: 580 },
  { name: 'Gingerbread', cents: 345 },
  { name: 'Mushroom soup', cents: 790 },
  { name: 'Lemonade', cents: 420 },
  { name: 'Espresso x2', cents: 640 },
];

/** EXIF's number for "turn me a quarter clockwise": how a telephone held upright stores a picture. */
const TURN_CLOCKWISE = 6;

/** A photo of a till receipt on a table. The pixels lie on their side; only EXIF says so. */
export async function makeReceipt(): Promise<Sample> {
  const booklet = await newBooklet('Receipt');
  drawReceipt(booklet.sheet(300, 480));
  const [flat] = await rasterisePdf(await booklet.bytes(), 216);
  if (flat === undefined) throw new Error('the receipt was not drawn');
  const { width, height, channels, pixels } = await photographSheet(flat, seededRandom(1923));
  const bytes = await sharp(pixels, { raw: { width, height, channels } })
    .rotate(270)
    .withMetadata({ orientation: TURN_CLOCKWISE })
    .jpeg({ quality: 82 })
    .toBuffer();
  return {
    file: 'receipt.jpg',
    about: 'a phone photo of a receipt, stored on its side with EXIF orientation 6',
    bytes,
    pages: [{ page: 1, words: ['marigold', 'croissant', 'gingerbread', 'mushroom', 'lemonade'] }],
  };
}

function drawReceipt(sheet: Sheet): void {
  const middle = { align: 'center' } as const;
  const centre = sheet.width / 2;
  sheet.text('MARIGOLD CAFE', centre, 50, { ...strong, ...middle, sizePt: 20 });
  sheet.text('12 Orchard Street, Bath', centre, 72, { ...typed, ...middle });
  sheet.text('Tel. 01225 550 164', centre, 89, { ...typed, ...middle });
  sheet.text('08 Sep 2026  13:42  Table 7', centre, 117, { ...typed, ...middle });
  dashes(sheet, 131);
  let y = 156;
  for (const { name, cents } of bought) {
    row(sheet, y, name, pounds(cents));
    y += 22;
  }
  dashes(sheet, y - 8);
  const total = bought.reduce((sum, { cents }) => sum + cents, 0);
  sheet.text('TOTAL', LEFT, y + 20, { ...strong, sizePt: 16 });
  sheet.text(`GBP ${pounds(total)}`, RIGHT, y + 20, { ...strong, sizePt: 16, align: 'right' });
  // The prices include 20 % tax, so the tax is a sixth of the total.
  row(sheet, y + 46, 'VAT 20% included', pounds(Math.round(total / 6)));
  row(sheet, y + 66, 'Card ending 4410', pounds(total));
  dashes(sheet, y + 82);
  sheet.text('Thank you for your visit', centre, y + 110, { ...typed, ...middle });
  for (let bar = 0, x = 70; x < 230; bar++) {
    const width = [1, 2.4, 1, 3.2, 1.8][(bar * 7) % 5] ?? 1;
    sheet.box({ x, y: y + 126, width, height: 34, fill: '#26262c' });
    x += width + 1.6;
  }
}

function row(sheet: Sheet, y: number, name: string, price: string): void {
  sheet.text(name, LEFT, y, typed);
  sheet.text(price, RIGHT, y, { ...typed, align: 'right' });
}

function dashes(sheet: Sheet, y: number): void {
  for (let x = LEFT; x < RIGHT; x += 8) sheet.line(x, y, x + 4, y, 0.9, '#44444c');
}

function pounds(cents: number): string {
  return (cents / 100).toFixed(2);
}
