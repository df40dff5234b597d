import { newBooklet } from '../../samples/new-booklet.ts';
import type { MadeDocument } from './bench-page.ts';
import { drawMap } from './make-vectors.ts';
import { writeName, writeParagraph } from './write-words.ts';

const A0_PT = { width: 2384, height: 3370 };
/** As large as PDF allows without a user unit. */
const LARGEST_PT = 14_400;

/** Two A0 plans and two pages of the largest box there is. */
export async function makeHugeBoxes(random: () => number): Promise<MadeDocument> {
  const booklet = await newBooklet('Huge boxes');
  drawMap(booklet.sheet(A0_PT.width, A0_PT.height), random, 4_000);
  drawMap(booklet.sheet(A0_PT.height, A0_PT.width), random, 12_000);
  const poster = booklet.sheet(LARGEST_PT, LARGEST_PT);
  const text = writeParagraph(random, 12);
  poster.paragraph(text, 800, 1_200, LARGEST_PT - 1_600, { sizePt: 330 });
  const plan = booklet.sheet(LARGEST_PT, LARGEST_PT);
  for (let at = 200; at < LARGEST_PT; at += 200) {
    plan.line(at, 0, at, LARGEST_PT, 6, '#7d8894');
    plan.line(0, at, LARGEST_PT, at, 6, '#7d8894');
    plan.text(writeName(random), at, at, { sizePt: 90 });
  }
  const texts = [null, null, text, null];
  return { name: 'huge', kind: 'huge box', bytes: await booklet.bytes(), texts };
}

/** A stamp, a label, a card and a slip of paper. */
export async function makeTinyBoxes(random: () => number): Promise<MadeDocument> {
  const booklet = await newBooklet('Tiny boxes');
  const texts = [
    [72, 72, 9],
    [150, 100, 10],
    [252, 144, 11],
    [226, 400, 8],
  ].map(([width = 0, height = 0, sizePt = 8]) => {
    const sheet = booklet.sheet(width, height);
    const lines = Array.from({ length: Math.floor((height - 10) / (sizePt * 1.5)) }, () =>
      width < 100 ? writeName(random) : `${writeName(random)} ${Math.floor(random() * 900) + 100}`,
    );
    for (const [at, line] of lines.entries())
      sheet.text(line, 8, (at + 1) * sizePt * 1.5, { sizePt });
    return lines.join('\n');
  });
  return { name: 'tiny', kind: 'tiny box', bytes: await booklet.bytes(), texts };
}
