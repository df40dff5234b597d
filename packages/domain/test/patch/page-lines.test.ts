import { describe, expect, test } from '@jest/globals';
import { lineText, pageLines } from '../../src/patch/page-lines.ts';
import { aLayer, LEFT_COLUMN, type Printed, RIGHT_COLUMN } from './a-layer.ts';

function linesOf(printed: readonly Printed[]): string[] {
  return pageLines(aLayer(printed)).map((line) => lineText(line));
}

describe('the lines of a page', () => {
  test('are whole, whatever reaches above or below them', () => {
    expect(linesOf([[50, 100, 'in enger Zusammenarbeit – Quartals von 2026, grün']])).toEqual([
      'in enger Zusammenarbeit – Quartals von 2026, grün',
    ]);
  });

  test('come column by column where running text stands in columns', () => {
    const columns = LEFT_COLUMN.flatMap((left, at): Printed[] => [
      [50, 100 + at * 13, left],
      [300, 100 + at * 13, RIGHT_COLUMN[at] ?? ''],
    ]);
    const heading: Printed = [
      50,
      60,
      'What became of the vessel that was lost at sea in the storms of March',
    ];
    expect(linesOf([heading, ...columns])).toEqual([heading[2], ...LEFT_COLUMN, ...RIGHT_COLUMN]);
  });

  test('are rows where short cells stand in columns, dashes among them', () => {
    const rows: Printed[] = ['Steel bolt', 'Copper wire', 'Desk lamp', 'Tool box'].flatMap(
      (name, at): Printed[] => [
        [50, 100 + at * 13, name],
        [200, 100 + at * 13, String(at * 7)],
        [300, 100 + at * 13, '–'],
        [400, 100 + at * 13, `${at}.50`],
      ],
    );
    expect(linesOf(rows)).toEqual([
      'Steel bolt | 0 | – | 0.50',
      'Copper wire | 7 | – | 1.50',
      'Desk lamp | 14 | – | 2.50',
      'Tool box | 21 | – | 3.50',
    ]);
  });

  test('part a number from the dots that lead to it', () => {
    const dots = '.'.repeat(40);
    expect(linesOf([[50, 100, `The harbour ${dots} 17`]])).toEqual([`The harbour ${dots} | 17`]);
  });

  test('leave out what stands askew, and say a printed bar apart from a gap', () => {
    const layer = aLayer([[50, 100, 'Open a|b or ﬁnd it']]);
    const stamp = { text: 'DRAFT', x: 0, y: 300, width: 300, height: 300, angle: 45 };
    const lines = pageLines({ ...layer, words: [...layer.words, stamp] });
    expect(lines.map((line) => lineText(line))).toEqual([String.raw`Open a\|b or find it`]);
  });
});
