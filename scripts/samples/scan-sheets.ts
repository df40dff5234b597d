import { drawTable } from './draw-table.ts';
import type { Sheet } from './new-sheet.ts';
import type { ExpectedPage } from './sample.ts';

export interface ScanSheet {
  readonly expected: Omit<ExpectedPage, 'page'>;
  readonly isWide?: true;
  readonly draw: (sheet: Sheet) => void;
}

const LEFT = 80;
const WIDTH = 440;
const typed = { face: 'typed', sizePt: 12.5 } as const;

/** What lies in the copier's tray: a surveyor's file of 1987, typed and never published. */
export const scanSheets: readonly ScanSheet[] = [
  {
    expected: { words: ['observatory', 'plasterwork', 'estimate', 'yesterday'] },
    draw(sheet) {
      letterhead(sheet, '3 March 1987');
      const y = body(sheet, 200, [
        'Dear Mrs Ashdown,',
        'Following my visit yesterday I enclose a description of the old observatory and of the repairs that it needs before the winter.',
        'The dome turns, though with a good deal of noise. The copper is sound. Rain has entered along the northern gutter and has brought down the plasterwork above the staircase, where I would ask your visitors not to stand.',
        'An estimate will reach you by the end of the week. Until then I should keep the upper door locked.',
      ]);
      signOff(sheet, y + 20);
    },
  },
  {
    expected: { words: ['minutes', 'treasurer', 'telescope', 'unanimous'] },
    draw(sheet) {
      title(sheet, 'MINUTES OF THE MEETING', 'held in the reading room on 12 March 1987');
      const y = body(sheet, 200, [
        '1. The treasurer reported a balance of 2,340 pounds and apologised for the handwriting of his predecessor.',
        '2. The committee considered whether the great telescope should be insured separately. Miss Fairweather pointed out that it had never been insured at all.',
        '3. It was resolved, by a unanimous vote, to repair the roof first and to discuss the lens afterwards.',
        '4. Any other business: the piano. Nobody wishes to have it. It stays.',
      ]);
      sheet.text('The meeting closed at a quarter past nine.', LEFT, y + 20, typed);
    },
  },
  {
    expected: { words: ['memorandum', 'carpenter', 'scaffolding', 'thursday'], turned: 180 },
    draw(sheet) {
      title(sheet, 'MEMORANDUM', 'from the clerk of works to all trades');
      body(sheet, 200, [
        'The scaffolding goes up on Thursday at seven. Please move your vans to the lower yard before then, as there will be no passage by the gate.',
        'The carpenter has asked that nobody borrow his ladder again. It is the one with the red paint. He has counted its rungs.',
        'Hot water for tea may be had at the lodge. Boots are to be left outside it.',
      ]);
    },
  },
  {
    // An empty sheet between two documents: the machine takes it all the same.
    expected: { words: [], blank: true },
    draw: () => undefined,
  },
  {
    expected: { words: ['inventory', 'barometer', 'mahogany', 'almanacs'], turned: 90 },
    isWide: true,
    draw(sheet) {
      sheet.text('INVENTORY OF THE UPPER ROOM', LEFT, 90, { face: 'typedBold', sizePt: 17 });
      sheet.text('taken on 20 March 1987 by T. Hollingworth and one witness', LEFT, 116, typed);
      drawTable(
        sheet,
        [
          { title: 'No.', width: 60 },
          { title: 'Object', width: 350 },
          { title: 'Condition', width: 150 },
          { title: 'Pounds', width: 110, align: 'right' },
        ],
        [
          ['1', 'Brass barometer, makers unknown', 'good', '120'],
          ['2', 'Mahogany cabinet with eleven drawers', 'scratched', '340'],
          ['3', 'Nautical almanacs, forty volumes', 'damp', '85'],
          ['4', 'Pendulum clock, stopped', 'fair', '210'],
          ['5', 'Oil lamp with a green shade', 'cracked', '15'],
          ['6', 'Piano', 'out of tune', '0'],
        ],
        { x: LEFT, y: 150, rowPt: 34, face: 'typed', headFace: 'typedBold', headFill: '#ffffff', headInk: '#000000', rule: '#555555', sizePt: 12 },
      );
      sheet.text('Values are those of a willing buyer on a dry day.', LEFT, 440, typed);
    },
  },
  {
    expected: { words: ['receipted', 'coppersmith', 'completion', 'guarantee'] },
    draw(sheet) {
      letterhead(sheet, '28 August 1987');
      const y = body(sheet, 200, [
        'Dear Mrs Ashdown,',
        'I have the pleasure of announcing the completion of the works. The coppersmith finished on Tuesday, and the dome now turns without waking the pigeons.',
        'The receipted bills are attached. You will find them forty pounds below what I had feared. The guarantee on the roof runs for ten years, from today.',
        'It has been a privilege to work on so curious a building.',
      ]);
      signOff(sheet, y + 20);
      sheet.box({ x: 370, y: 560, width: 120, height: 52, border: '#333333', borderPt: 2.5, radius: 5 });
      sheet.text('PAID', 430, 596, { face: 'bold', sizePt: 28, color: '#333333', align: 'center' });
    },
  },
];

function letterhead(sheet: Sheet, date: string): void {
  sheet.text('HOLLINGWORTH & DAUGHTER', sheet.width / 2, 84, { face: 'serif', sizePt: 18, align: 'center' });
  sheet.text('Surveyors, 4 Mill Street, Oakhampton', sheet.width / 2, 104, { face: 'italic', sizePt: 12, align: 'center' });
  sheet.line(LEFT, 118, LEFT + WIDTH, 118, 1);
  sheet.text(date, LEFT + WIDTH, 156, { ...typed, align: 'right' });
}

function title(sheet: Sheet, words: string, under: string): void {
  sheet.text(words, LEFT, 110, { face: 'typedBold', sizePt: 17 });
  sheet.text(under, LEFT, 136, typed);
  sheet.line(LEFT, 150, LEFT + WIDTH, 150, 0.8);
}

function body(sheet: Sheet, top: number, paragraphs: readonly string[]): number {
  let y = top;
  for (const paragraph of paragraphs) y = sheet.paragraph(paragraph, LEFT, y, WIDTH, typed) + 14;
  return y;
}

function signOff(sheet: Sheet, y: number): void {
  sheet.text('Yours sincerely,', LEFT, y, typed);
  const hand = 'M 0 20 C 14 -22 26 -8 18 14 S 34 24 44 2 S 58 20 66 6 S 84 22 104 0';
  sheet.stroke(hand, LEFT, y + 24, 1.4);
  sheet.text('T. Hollingworth, surveyor', LEFT, y + 84, typed);
}
