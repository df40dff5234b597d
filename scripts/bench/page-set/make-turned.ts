import { degrees } from 'pdf-lib';
import { newBooklet } from '../../samples/new-booklet.ts';
import type { MadeDocument } from './bench-page.ts';
import { fillSheet } from './fill-sheet.ts';

const TURNS = [90, 180, 270, 90] as const;

/** Sideways and upside-down content that `/Rotate` turns upright, as scanners and plotters write it. */
export async function makeTurned(random: () => number): Promise<MadeDocument> {
  const booklet = await newBooklet('As read');
  const texts = TURNS.map(() => fillSheet(booklet.sheet(), random, { sizePt: 10.5 }));
  const turned = await newBooklet('Turned');
  const forms = await turned.pdf.embedPdf(await booklet.bytes(), [0, 1, 2, 3]);
  for (const [at, form] of forms.entries()) {
    const turn = TURNS[at] ?? 0;
    const { width, height } = form;
    const isSideways = turn !== 180;
    const page = turned.pdf.addPage(isSideways ? [height, width] : [width, height]);
    // Laid down anticlockwise by as much as the page says that it is to be turned clockwise.
    const from = { 90: { x: height, y: 0 }, 180: { x: width, y: height }, 270: { x: 0, y: width } };
    page.drawPage(form, { ...from[turn || 180], rotate: degrees(turn) });
    page.setRotation(degrees(turn));
  }
  return { name: 'turned', kind: 'turned', bytes: await turned.bytes(), texts };
}
