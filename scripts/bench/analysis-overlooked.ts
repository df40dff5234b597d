import { newBooklet } from '../samples/new-booklet.ts';
import type { Sheet } from '../samples/new-sheet.ts';
import { rasterisePdf } from '../samples/rasterise-pdf.ts';
import type { PrintedPage } from './analysis-content.ts';

const DPI = 150;
const GROUNDS = {
  orange: '#ff8c00',
  green: '#50b478',
  sky: '#87ceeb',
  grey: '#999999',
  teal: '#20a0a0',
  mint: '#98e0b0',
} as const;

interface Drawn {
  readonly name: string;
  readonly wide?: true;
  readonly draw: (sheet: Sheet) => void;
}

/** Print that is lighter than its ground, and what is left of print that the sheet's edge cuts. */
export async function overlookedPages(): Promise<PrintedPage[]> {
  const drawn = [...Object.entries(GROUNDS).flatMap(lightOn), ...atTheEdge()];
  const booklet = await newBooklet('Pages that are overlooked');
  for (const { wide, draw } of drawn) draw(wide ? booklet.sheet(842, 595) : booklet.sheet());
  const pictures = await rasterisePdf(await booklet.bytes(), DPI);
  return drawn.map(({ name }, at): PrintedPage => {
    const picture = pictures[at];
    if (picture === undefined) throw new Error(`${name} was not drawn`);
    return { name, picture, textPt: null, hasTop: false };
  });
}

function lightOn([name, fill]: [string, string]): Drawn[] {
  const color = '#ffffff';
  const ground = (sheet: Sheet): void =>
    sheet.box({ x: 0, y: 0, width: sheet.width, height: sheet.height, fill });
  return [
    {
      name: `a title in white on ${name}`,
      wide: true,
      draw(sheet) {
        ground(sheet);
        sheet.text('Results of the survey', 100, 260, { face: 'bold', sizePt: 34, color });
        sheet.text('12 March 2026', 40, 575, { sizePt: 9, color });
        sheet.text('Strictly confidential', 810, 575, { sizePt: 9, color, align: 'right' });
      },
    },
    {
      name: `a line in white on ${name}`,
      draw(sheet) {
        ground(sheet);
        sheet.text('Thank you for your attention!', 297, 400, {
          sizePt: 10,
          color,
          align: 'center',
        });
      },
    },
    {
      name: `a number in a bar of ${name}`,
      draw(sheet) {
        sheet.paragraph('The gallery is open. '.repeat(12), 70, 100, 440, { sizePt: 11 });
        sheet.box({ x: 0, y: 720, width: 595, height: 122, fill });
        sheet.text('Call us: 030 123456', 70, 780, { sizePt: 18, color });
      },
    },
  ];
}

function atTheEdge(): Drawn[] {
  return [
    {
      name: 'only a number that the foot cuts',
      draw: (sheet) => sheet.text('Page 4711', 297, 841, { sizePt: 18, align: 'center' }),
    },
    {
      name: 'only a heading that the head cuts',
      draw: (sheet) => sheet.text('HRB 4711', 240, 11, { sizePt: 18 }),
    },
    {
      name: 'only a signature that runs off the sheet',
      draw: (sheet) =>
        sheet.stroke('M0 20 C20 -20 30 40 50 10 S80 0 110 16', 520, 640, 1.6, '#303060'),
    },
  ];
}
