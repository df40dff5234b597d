import { newBooklet } from '../../samples/new-booklet.ts';
import type { MadeDocument } from './bench-page.ts';
import { fillSheet } from './fill-sheet.ts';

const SETTINGS = [
  { sizePt: 12 },
  { sizePt: 11.5, face: 'sans' },
  { sizePt: 11, footnotePt: 7 },
  { sizePt: 10.5, face: 'typed' },
  { sizePt: 10, footnotePt: 6 },
  { sizePt: 10, face: 'sans', color: '#444444' },
  { sizePt: 9.5, footnotePt: 6 },
  { sizePt: 9, face: 'sans' },
  { sizePt: 9, face: 'italic' },
  { sizePt: 8 },
  { sizePt: 7, face: 'sans' },
  { sizePt: 6 },
] as const;

/** Born-digital text from 12 points down to 6. */
export async function makeProse(random: () => number): Promise<MadeDocument> {
  const booklet = await newBooklet('Prose');
  const texts = SETTINGS.map((setting) => fillSheet(booklet.sheet(), random, setting));
  return { name: 'prose', kind: 'prose', bytes: await booklet.bytes(), texts };
}
