import { type Column, drawTable } from '../../samples/draw-table.ts';
import { newBooklet } from '../../samples/new-booklet.ts';
import type { MadeDocument } from './bench-page.ts';
import { writeName } from './write-words.ts';

const SETTINGS = [
  { sizePt: 10.5, rowPt: 20, columns: 5 },
  { sizePt: 9, rowPt: 16, columns: 6 },
  { sizePt: 8, rowPt: 13, columns: 7 },
  { sizePt: 7, rowPt: 11, columns: 8 },
  { sizePt: 9, rowPt: 15, columns: 9, isWide: true },
  { sizePt: 6, rowPt: 9.5, columns: 12, isWide: true },
] as const;

/** Ruled tables of names and figures, the last of 12 columns in 6 points. */
export async function makeTables(random: () => number): Promise<MadeDocument> {
  const booklet = await newBooklet('Tables');
  const texts = SETTINGS.map((setting) => {
    const { sizePt, rowPt, columns: count } = setting;
    const sheet = 'isWide' in setting ? booklet.sheet(842, 595) : booklet.sheet();
    const width = (sheet.width - 80) / count;
    const columns = Array.from({ length: count }, (_, at): Column => {
      return { title: writeName(random), width, align: at === 0 ? 'left' : 'right' };
    });
    const rows = Array.from({ length: Math.floor((sheet.height - 120) / rowPt) }, () =>
      columns.map((_, at) => (at === 0 ? writeName(random) : figure(random))),
    );
    drawTable(sheet, columns, rows, { x: 40, y: 40, sizePt, rowPt });
    return [columns.map(({ title }) => title), ...rows].map((cells) => cells.join(' ')).join('\n');
  });
  return { name: 'tables', kind: 'table', bytes: await booklet.bytes(), texts };
}

function figure(random: () => number): string {
  return (random() * 10_000).toFixed(2);
}
