import type { Face, Sheet } from '../../samples/new-sheet.ts';
import { writeName, writeParagraph } from './write-words.ts';

interface Setting {
  readonly sizePt: number;
  readonly face?: Face;
  readonly footnotePt?: number;
  readonly color?: string;
}

const MARGIN = 60;

/** Fills a page with running text and, where asked, footnotes; answers what it now says. */
export function fillSheet(
  sheet: Sheet,
  random: () => number,
  { sizePt, face = 'serif', footnotePt, color = '#000000' }: Setting,
): string {
  const width = sheet.width - 2 * MARGIN;
  const bottom = sheet.height - MARGIN - (footnotePt === undefined ? 0 : footnotePt * 9);
  const heading = `${writeName(random)} and ${writeName(random)}`;
  const texts = [heading];
  sheet.text(heading, MARGIN, MARGIN, { face: 'bold', sizePt: sizePt * 1.3, color });
  let y = MARGIN + sizePt * 3;
  // A paragraph of four sentences is at most so many lines; one more than fits would run off the page.
  const linesOfOne = Math.ceil((4 * 16 * 7 * sizePt * 0.5) / width) + 1;
  while (y + linesOfOne * sizePt * 1.4 < bottom) {
    const text = writeParagraph(random, 4);
    y = sheet.paragraph(text, MARGIN, y, width, { face, sizePt, color }) + sizePt * 0.7;
    texts.push(text);
  }
  if (footnotePt !== undefined) {
    sheet.line(MARGIN, bottom, MARGIN + 120, bottom, 0.5);
    const text = writeParagraph(random, 5);
    sheet.paragraph(text, MARGIN, bottom + footnotePt * 1.8, width, { face, sizePt: footnotePt });
    texts.push(text);
  }
  return texts.join('\n');
}
