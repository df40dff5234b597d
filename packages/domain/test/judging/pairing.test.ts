import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { joinAsIn } from '../../src/judging/join-as-in.ts';
import { findRepetition } from '../../src/judging/loops.ts';
import { matchAnswer } from '../../src/judging/match-tokens.ts';
import { tokensOf } from '../../src/judging/tokens.ts';

const word = fc.constantFrom('a', 'b', 'c', 'd', 'the', '12');
const words = fc.array(word, { maxLength: 60 });

function pair(answer: readonly string[], layer: readonly string[]): Int32Array {
  return matchAnswer(
    answer.map((text) => ({ text, part: 'text' as const })),
    layer.map((text) => ({ text, isOptional: false })),
  ).ofAnswer;
}

function joined(text: string, other: string): string[] {
  return joinAsIn(tokensOf(text), tokensOf(other)).map((token) => token.text);
}

function loopsOf(text: string): string[] {
  return findRepetition(tokensOf(text)).loops.map(
    ({ start, end, period }) => `${start}-${end} by ${period}`,
  );
}

function distinct(count: number, mark: string): string[] {
  return Array.from(
    { length: count },
    (_, at) => mark + String.fromCharCode(97 + Math.floor(at / 26), 97 + (at % 26)),
  );
}

describe('pairing an answer with a layer', () => {
  test('pairs equal words only, each once, and as many as both have', () => {
    fc.assert(
      fc.property(words, words, (answer, layer) => {
        const paired = pair(answer, layer);
        const used = Array.from(paired).filter((at) => at >= 0);
        expect(new Set(used).size).toBe(used.length);
        const unequal = Array.from(paired).filter(
          (at, from) => at >= 0 && answer[from] !== layer[at],
        );
        expect(unequal).toEqual([]);
        const counts = [...new Set(answer)].map((one) =>
          Math.min(
            answer.filter((two) => two === one).length,
            layer.filter((two) => two === one).length,
          ),
        );
        expect(used).toHaveLength(counts.reduce((sum, count) => sum + count, 0));
      }),
    );
  });

  test('pairs a text with itself place by place', () => {
    fc.assert(
      fc.property(words, (text) => {
        expect(Array.from(pair(text, text))).toEqual(text.map((_, at) => at));
      }),
    );
  });

  test('finds blocks in whatever order they come', () => {
    const [one, two] = [
      ['red', 'ship', 'of', 'the', 'line'],
      ['blue', 'boat', 'of', 'the', 'port'],
    ];
    expect(Array.from(pair([...two, ...one], [...one, ...two]))).toEqual([
      5, 6, 7, 8, 9, 0, 1, 2, 3, 4,
    ]);
  });

  test('takes a heading for the heading, not for the header that says the same', () => {
    const layer = ['tide', 'tables', 'tide', 'tables', 'of', '2025'];
    const { ofAnswer } = matchAnswer(
      ['tide', 'tables', 'of', '2025'].map((text) => ({ text, part: 'text' as const })),
      layer.map((text, at) => ({ text, isOptional: at < 2 })),
    );
    expect(Array.from(ofAnswer)).toEqual([2, 3, 4, 5]);
  });
});

test('parts of a number are joined where the other text has it whole, as often as it has', () => {
  expect(joined('70 732 and 70 732 of 70', 'about 70732 of 70')).toEqual([
    '70732',
    'and',
    '70',
    '732',
    'of',
    '70',
  ]);
  expect(joined('foot note', 'footnote')).toEqual(['footnote']);
  expect(joined('in to', 'into in to')).toEqual(['into']);
});

describe('repetition', () => {
  test.each([
    ['one word', `start ${'on '.repeat(20)}end`, ['1-21 by 1']],
    ['a line', 'we shall come home '.repeat(6), ['0-24 by 4']],
    ['none in a text that says each thing once', 'a ship and a boat and a quay of the port', []],
  ])('of %s is found', (_, text, loops) => {
    expect(loopsOf(text)).toEqual(loops);
  });

  test('is found wherever a text of distinct words is looped, and covers the loop', () => {
    fc.assert(
      fc.property(
        fc.nat(30),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 3, max: 9 }),
        (before, period, times) => {
          const loop = Array.from({ length: times }, () => distinct(period, 'x')).flat();
          fc.pre(loop.length - period >= 8);
          const { loops, compression } = findRepetition(
            [...distinct(before, 'y'), ...loop].map((text) => ({ text })),
          );
          expect(loops).toEqual([{ start: before, end: before + loop.length, period }]);
          expect(compression).toBeGreaterThan(1);
        },
      ),
    );
  });
});
