import { drawTable } from './draw-table.ts';
import { newBooklet } from './new-booklet.ts';
import type { Sheet } from './new-sheet.ts';
import type { Sample } from './sample.ts';

const LEFT = 56;
const RIGHT = 539;
const GREEN = '#1f5c4d';
const GREY = '#56636e';
const VAT_PERCENT = 20;

const lines = [
  { description: 'Walnut bookshelf, adjustable, 180 cm', quantity: 4, cents: 38_900 },
  { description: 'Upholstered armchair, moss green', quantity: 6, cents: 24_550 },
  { description: 'Reading lamp, brushed copper', quantity: 12, cents: 6_425 },
  { description: 'Carpet underlay, per square metre', quantity: 85, cents: 390 },
  { description: 'Delivery and installation', quantity: 1, cents: 42_000 },
];

/** One invoice with everything that one has to carry; its sums are computed, so they add up. */
export async function makeInvoice(): Promise<Sample> {
  const booklet = await newBooklet('Invoice MF-2026-0417');
  const sheet = booklet.sheet();
  drawHead(sheet);
  const bottom = drawTable(
    sheet,
    [
      { title: 'Description', width: 233 },
      { title: 'Quantity', width: 70, align: 'right' },
      { title: 'Unit price', width: 90, align: 'right' },
      { title: 'Total', width: 90, align: 'right' },
    ],
    lines.map(({ description, quantity, cents }) => [
      description,
      String(quantity),
      money(cents),
      money(quantity * cents),
    ]),
    { x: LEFT, y: 330, rowPt: 26, headFill: GREEN, headInk: '#ffffff' },
  );
  drawSums(sheet, bottom);
  drawTerms(sheet);
  return {
    file: 'invoice.pdf',
    about: 'a one-page invoice: vendor, customer, line items, tax, total, terms',
    bytes: await booklet.bytes(),
    pages: [{ page: 1, words: ['bookshelf', 'upholstered', 'installation', 'bibliotheca'] }],
  };
}

function drawHead(sheet: Sheet): void {
  sheet.box({ x: LEFT, y: 48, width: 34, height: 34, fill: GREEN, radius: 6 });
  sheet.text('MF', LEFT + 17, 70, { face: 'bold', sizePt: 15, color: '#ffffff', align: 'center' });
  sheet.text('Meadowbrook Furnishings Ltd', LEFT + 46, 63, { face: 'bold', sizePt: 15 });
  sheet.text('27 Tannery Lane, Sheffield S3 8RT, United Kingdom', LEFT + 46, 79, small());
  sheet.text('VAT GB 384 2917 56   accounts@meadowbrook.example', LEFT + 46, 93, small());
  sheet.text('INVOICE', LEFT, 158, { face: 'bold', sizePt: 16, color: GREEN });
  sheet.text('Bill to', LEFT, 194, { face: 'bold', color: GREY });
  for (const [row, part] of [
    'Bibliotheca Publica',
    'Attn. Ms Henrietta Vandermeer',
    '9 Cathedral Square',
    'Norwich NR1 4DH',
    'United Kingdom',
  ].entries()) {
    sheet.text(part, LEFT, 212 + row * 16, { face: row === 0 ? 'bold' : 'sans' });
  }
  for (const [row, [label, value]] of [
    ['Invoice number', 'MF-2026-0417'],
    ['Invoice date', '14 September 2026'],
    ['Due date', '14 October 2026'],
    ['Purchase order', 'PO-88213'],
    ['Currency', 'GBP'],
  ].entries()) {
    sheet.text(label ?? '', 330, 196 + row * 20, { color: GREY });
    sheet.text(value ?? '', RIGHT, 196 + row * 20, { face: 'bold', align: 'right' });
  }
}

function drawSums(sheet: Sheet, top: number): void {
  const subtotal = lines.reduce((sum, { quantity, cents }) => sum + quantity * cents, 0);
  const tax = Math.round((subtotal * VAT_PERCENT) / 100);
  sheet.text('Subtotal', 360, top + 28);
  sheet.text(money(subtotal), RIGHT - 6, top + 28, { align: 'right' });
  sheet.text(`VAT ${VAT_PERCENT}%`, 360, top + 48);
  sheet.text(money(tax), RIGHT - 6, top + 48, { align: 'right' });
  sheet.box({ x: 350, y: top + 60, width: RIGHT - 350, height: 30, fill: '#e4efeb' });
  sheet.text('Total due', 360, top + 80, { face: 'bold', sizePt: 13 });
  sheet.text(`GBP ${money(subtotal + tax)}`, RIGHT - 6, top + 80, {
    face: 'bold',
    sizePt: 13,
    align: 'right',
  });
}

function drawTerms(sheet: Sheet): void {
  sheet.line(LEFT, 660, RIGHT, 660, 0.6, '#b4bdc9');
  sheet.text('Payment terms', LEFT, 684, { face: 'bold', color: GREY });
  sheet.paragraph(
    'Net 30 days. Please pay by bank transfer to Calder Valley Bank, sort code 20-44-19, account 70913348, and quote the invoice number. Interest of 1.5% a month is charged on overdue amounts. Goods remain our property until they are paid for in full.',
    LEFT,
    702,
    RIGHT - LEFT - 10,
    { face: 'sans', sizePt: 10.5 },
  );
  sheet.text('Registered in England no. 07418822', sheet.width / 2, 800, {
    ...small(),
    align: 'center',
  });
}

function small(): { sizePt: number; color: string } {
  return { sizePt: 9.5, color: GREY };
}

function money(cents: number): string {
  return new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2 }).format(cents / 100);
}
