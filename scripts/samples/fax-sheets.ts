import { drawTable } from './draw-table.ts';
import type { Sheet } from './new-sheet.ts';

export interface FaxSheet {
  readonly words: readonly string[];
  readonly draw: (sheet: Sheet) => void;
}

const LEFT = 70;
const WIDTH = 455;

/** What the clinic sent; the clinic, the people and the findings are invented. */
export const faxSheets: readonly FaxSheet[] = [
  {
    words: ['confidential', 'physiotherapy', 'recipient', 'transmission'],
    draw(sheet) {
      sheet.text('FAX', LEFT, 120, { face: 'bold', sizePt: 44 });
      sheet.text('Hartwell Clinic, 6 Priory Road, Exeter', LEFT, 150, { sizePt: 13 });
      for (const [row, [label, value]] of [
        ['To', 'Dr Amelia Thornbury, physiotherapy'],
        ['Fax', '01392 555 0182'],
        ['From', 'Dr Leopold Marchbanks'],
        ['Pages', '3, this one included'],
        ['About', 'Mr Cornelius Applegate, left knee'],
      ].entries()) {
        sheet.text(label ?? '', LEFT, 210 + row * 34, { face: 'bold', sizePt: 14 });
        sheet.text(value ?? '', LEFT + 90, 210 + row * 34, { sizePt: 14 });
        sheet.line(LEFT, 220 + row * 34, LEFT + WIDTH, 220 + row * 34, 0.8);
      }
      sheet.text('CONFIDENTIAL', LEFT, 450, { face: 'bold', sizePt: 20 });
      sheet.paragraph(
        'If you are not the recipient named above, please destroy these sheets and telephone us. If the transmission is incomplete, ask for it again before noon.',
        ...[LEFT, 480, WIDTH] as const,
        { face: 'sans', sizePt: 13 },
      );
    },
  },
  {
    words: ['cartilage', 'swelling', 'examination', 'bicycling'],
    draw(sheet) {
      sheet.text('Letter of referral', LEFT, 110, { face: 'bold', sizePt: 20 });
      let y = 150;
      for (const paragraph of [
        'Dear Dr Thornbury,',
        'Thank you for seeing Mr Applegate, a retired organ builder of sixty-eight, who twisted his left knee while bicycling on a frozen towpath in January.',
        'On examination there is slight swelling and tenderness along the inner side. Movement is full but for the last ten degrees. The picture shows a small tear of the cartilage, which the surgeon prefers to leave alone.',
        'He is eager, and will do more than he is told rather than less. I should be glad if you would see him twice a week for six weeks and write to me then.',
        'With kind regards,',
      ]) {
        y = sheet.paragraph(paragraph, LEFT, y, WIDTH, { sizePt: 14 }) + 12;
      }
      sheet.stroke('M 0 18 C 10 -26 22 -14 16 12 S 30 20 36 0 S 50 24 60 4 S 80 16 96 2 L 130 6', LEFT, y + 4, 1.6);
      sheet.text('L. Marchbanks', LEFT, y + 50, { face: 'serif', sizePt: 14 });
    },
  },
  {
    words: ['measurements', 'hamstring', 'quadriceps', 'stiffness'],
    draw(sheet) {
      sheet.text('Measurements, 9 September 2026', LEFT, 110, { face: 'bold', sizePt: 18 });
      const bottom = drawTable(
        sheet,
        [
          { title: 'What', width: 215 },
          { title: 'Left', width: 80, align: 'right' },
          { title: 'Right', width: 80, align: 'right' },
          { title: 'Unit', width: 80, align: 'right' },
        ],
        [
          ['Bending', '128', '140', 'degrees'],
          ['Straightening', '-10', '0', 'degrees'],
          ['Hamstring strength', '21', '27', 'kg'],
          ['Quadriceps strength', '30', '41', 'kg'],
          ['Girth above the knee', '43.5', '45.0', 'cm'],
          ['Morning stiffness', '25', '5', 'minutes'],
        ],
        { x: LEFT, y: 140, rowPt: 32, sizePt: 13, headFill: '#ffffff', headInk: '#000000', rule: '#000000' },
      );
      sheet.paragraph(
        'Pain on stairs 4 of 10, at rest 1 of 10. Takes nothing for it.',
        ...[LEFT, bottom + 40, WIDTH] as const,
        { face: 'sans', sizePt: 13 },
      );
    },
  },
];
