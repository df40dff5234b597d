import { describe, expect, test } from '@jest/globals';
import { groupWords, MAX_WORDS } from '../src/group-words.ts';
import { countLayer, judgeSoundness } from '../src/judge-soundness.ts';
import type { TextSign } from '../src/text-sign.ts';

const PRINT = { signs: 1_000, unmapped: 0, hidden: 0, words: 200, mojibake: 0 };

describe('a text layer is', () => {
  test.each([
    ['none without a sign', { signs: 0, words: 0 }, 'none'],
    ['sound when nothing speaks against it', {}, 'sound'],
    ['sound with a private sign for each bullet', { unmapped: 100 }, 'sound'],
    ['unmapped when more than one sign in ten means nothing', { unmapped: 101 }, 'unmapped'],
    ['sound with a name that was spelt wrongly', { mojibake: 10 }, 'sound'],
    ['mojibake when more than one word in twenty is', { mojibake: 11 }, 'mojibake'],
    ['sound with a hidden headline', { hidden: 500 }, 'sound'],
    ['hidden OCR when most of it is not shown', { hidden: 501 }, 'hidden-ocr'],
    [
      'hidden OCR before anything else',
      { hidden: 999, unmapped: 999, mojibake: 200 },
      'hidden-ocr',
    ],
  ] as const)('%s', (_what, counts, verdict) => {
    expect(judgeSoundness({ ...PRINT, ...counts })).toBe(verdict);
  });

  test.each([
    ['Cafã©', 0],
    ['CafÃ©', 1],
    ['itâ€™s', 1],
    ['20Â°C', 1],
    ['Ïðèâåò', 1],
    ['Café', 0],
    ['naïveté', 0],
    ['ÄÖÜ', 0],
    ['Þórður', 0],
    ['Привет', 0],
    ['中文', 0],
  ])('counted: in "%s" %d word is mojibake', (text, mojibake) => {
    const signs = line(text);
    expect(countLayer(signs, groupWords(signs)).mojibake).toBe(mojibake);
  });
});

describe('signs become words', () => {
  test('parted by spaces, each with its box', () => {
    expect(groupWords(line('one two'))).toEqual([
      { text: 'one', x: 0, y: 0, width: 18, height: 10, fontSize: 10, angle: 0, isHidden: false },
      { text: 'two', x: 24, y: 0, width: 18, height: 10, fontSize: 10, angle: 0, isHidden: false },
    ]);
  });

  test('parted by a gap, as between columns', () => {
    expect(groupWords([...line('a'), ...line('b', 100)]).map(({ text }) => text)).toEqual([
      'a',
      'b',
    ]);
  });

  test('parted where the text turns or changes its size', () => {
    const [a] = line('a');
    const [b] = line('b', 6);
    if (!a || !b) throw new Error('a line has lost its signs');
    expect(groupWords([a, { ...b, angle: 90 }])).toHaveLength(2);
    expect(groupWords([a, { ...b, fontSize: 5 }])).toHaveLength(2);
    expect(
      groupWords([
        { ...a, angle: 359 },
        { ...b, angle: 1 },
      ]),
    ).toHaveLength(1);
  });

  test('and end at their bounds', () => {
    expect(groupWords(line('a'.repeat(200_000), 0))).toHaveLength(200);
    expect(groupWords(line('a '.repeat(MAX_WORDS + 5)))).toHaveLength(MAX_WORDS);
  });
});

/** A line of text in 10 points, 6 wide a sign. */
function line(text: string, left = 0): TextSign[] {
  return Array.from(text, (sign, index) => ({
    text: sign.trim(),
    x: left + index * 6,
    y: 0,
    width: 6,
    height: 10,
    fontSize: 10,
    angle: 0,
    font: 1,
    isMapped: true,
    isHidden: false,
  }));
}
