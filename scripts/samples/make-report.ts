import { drawTable } from './draw-table.ts';
import { newBooklet } from './new-booklet.ts';
import type { Sheet } from './new-sheet.ts';
import { reportText, type ReportPage } from './report-text.ts';
import type { Sample } from './sample.ts';

/** A5, in points: a small format that a page of text fills. */
const PAGE = { width: 420, height: 595 };
const MARGIN = 48;
const NAVY = '#17324d';

/** Twelve pages with a text layer: what an office exports, and what needs no eyes to read. */
export async function makeReport(): Promise<Sample> {
  const booklet = await newBooklet('Kestrel Bay Harbour Authority: annual report');
  drawCover(booklet.sheet(PAGE.width, PAGE.height));
  for (const [index, page] of reportText.entries()) { drawBody(booklet.sheet(PAGE.width, PAGE.height), page, index + 2); }
  return {
    file: 'report.pdf',
    about: 'a 12-page annual report with a text layer, headings and three tables',
    bytes: await booklet.bytes(),
    pages: [
      { page: 1, words: ['commissioners', 'parliament', 'published'] },
      ...reportText.map(({ words }, index) => ({ page: index + 2, words })),
    ],
  };
}

function drawCover(sheet: Sheet): void {
  sheet.box({ x: 0, y: 0, width: sheet.width, height: 225, fill: NAVY });
  // Waves under the title, so that the page has something to look at that is not text.
  for (const [row, color] of ['#3d6a94', '#6f9cc4', '#a9c8e4'].entries()) {
    const wave = 'q 25 -16 50 0 t 50 0 '.repeat(6);
    sheet.stroke(`M 0 0 ${wave}`, -3 + row * 9, 185 + row * 14, 2.5, color);
  }
  sheet.text('Kestrel Bay', MARGIN, 100, { face: 'bold', sizePt: 38, color: '#ffffff' });
  sheet.text('Harbour Authority', MARGIN, 138, { sizePt: 26, color: '#ffffff' });
  sheet.text('Annual report', MARGIN, 290, { face: 'bold', sizePt: 26, color: NAVY });
  sheet.text('1 January to 31 December 2025', MARGIN, 314, { sizePt: 14, color: '#4a5b6c' });
  sheet.paragraph(
    'Presented to Parliament by the Board of Commissioners under section 14 of the Harbours Act.',
    MARGIN,
    362,
    250,
    { face: 'italic', sizePt: 14 },
  );
  sheet.line(MARGIN, 520, sheet.width - MARGIN, 520, 1, NAVY);
  sheet.text('Published by the Harbour Office, 1 Customs Quay, Kestrel Bay', MARGIN, 540, {
    sizePt: 11,
    color: '#4a5b6c',
  });
}

function drawBody(sheet: Sheet, page: ReportPage, number: number): void {
  const width = sheet.width - 2 * MARGIN;
  const right = sheet.width - MARGIN;
  const quiet = { sizePt: 9.5, color: '#5b6875' };
  sheet.text('Kestrel Bay Harbour Authority', MARGIN, 44, quiet);
  sheet.text('Annual report', right, 44, { ...quiet, align: 'right' });
  sheet.line(MARGIN, 51, right, 51, 0.6, '#9aa7b4');
  sheet.text(`${number - 1}.  ${page.heading}`, MARGIN, 92, {
    face: 'bold',
    sizePt: 18,
    color: NAVY,
  });
  let y = 120;
  for (const paragraph of page.paragraphs) {
    y = sheet.paragraph(paragraph, MARGIN, y, width, { sizePt: 12 }) + 8;
  }
  if (page.table !== undefined) {
    const { caption, columns, rows } = page.table;
    sheet.text(caption, MARGIN, y + 14, { face: 'bold', sizePt: 11, color: NAVY });
    const drawn = columns.reduce((sum, column) => sum + column.width, 0);
    const fitted = columns.map((column) => ({ ...column, width: (column.width / drawn) * width }));
    drawTable(sheet, fitted, rows, { x: MARGIN, y: y + 24, rowPt: 20, sizePt: 10.5 });
  }
  sheet.text(String(number), sheet.width / 2, 566, { ...quiet, align: 'center' });
}
