import { newBooklet } from '../../samples/new-booklet.ts';
import type { Sheet } from '../../samples/new-sheet.ts';
import type { MadeDocument } from './bench-page.ts';
import { writeName } from './write-words.ts';

const PATHS = [1_500, 3_000, 6_000, 9_000] as const;

/** Four maps of contour lines and four charts of dots, with thousands of paths each. */
export async function makeVectors(random: () => number): Promise<MadeDocument> {
  const booklet = await newBooklet('Maps and charts');
  for (const paths of PATHS) drawMap(booklet.sheet(842, 595), random, paths);
  for (const paths of PATHS) drawChart(booklet.sheet(720, 540), random, paths);
  const texts = [...PATHS, ...PATHS].map(() => null);
  return { name: 'vectors', kind: 'vector', bytes: await booklet.bytes(), texts };
}

/** Contour lines, filled plots and place names. */
export function drawMap(sheet: Sheet, random: () => number, paths: number): void {
  const greens = ['#d6e6c3', '#c3d9ab', '#efe6c8', '#cfe0ee'];
  for (let plot = 0; plot < paths / 10; plot += 1) {
    const [x, y] = [random() * sheet.width * 0.95, random() * sheet.height * 0.95];
    const fill = greens[plot % greens.length] ?? '#ffffff';
    const size = { width: 8 + random() * 30, height: 8 + random() * 30 };
    sheet.box({ x, y, ...size, fill, border: '#8a9a7a', borderPt: 0.3 });
  }
  for (let contour = 0; contour < paths * 0.9; contour += 1) {
    const at = (): string =>
      `${(random() * 60 - 30).toFixed(1)} ${(random() * 60 - 30).toFixed(1)}`;
    const path = `M ${at()} C ${at()}, ${at()}, ${at()} S ${at()}, ${at()}`;
    sheet.stroke(path, random() * sheet.width, random() * sheet.height, 0.3, '#9b7b52');
  }
  for (let name = 0; name < 60; name += 1) {
    const [x, y] = [random() * sheet.width * 0.9, random() * sheet.height];
    sheet.text(writeName(random), x, y, {
      sizePt: 5 + random() * 6,
      turn: random() < 0.2 ? 30 : 0,
    });
  }
}

function drawChart(sheet: Sheet, random: () => number, dots: number): void {
  const [left, top, width, height] = [60, 60, sheet.width - 100, sheet.height - 120];
  sheet.text(`${writeName(random)} by ${writeName(random)}`, left, 40, {
    face: 'bold',
    sizePt: 16,
  });
  for (let tick = 0; tick <= 10; tick += 1) {
    const y = top + (height * tick) / 10;
    sheet.line(left, y, left + width, y, 0.4, '#cccccc');
    sheet.text(String((10 - tick) * 100), left - 6, y + 3, { sizePt: 8, align: 'right' });
    sheet.text(String(2010 + tick), left + (width * tick) / 10, top + height + 16, { sizePt: 8 });
  }
  const colors = ['#2457c5', '#b3261e', '#2e7d32', '#b58900'];
  for (let dot = 0; dot < dots; dot += 1) {
    const along = random();
    const rise = along * 0.6 + random() * 0.35;
    const fill = colors[dot % colors.length] ?? '#000000';
    const [x, y] = [left + along * width, top + height * (1 - rise)];
    sheet.box({ x, y, width: 2.4, height: 2.4, radius: 1.2, fill });
  }
}
