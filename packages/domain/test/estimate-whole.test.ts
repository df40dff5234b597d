import { expect, test } from '@jest/globals';
import { estimateWhole, type PagesEstimate } from '../src/index.ts';

const same = (value: number) => ({ low: value, likely: value, high: value });
const pages: PagesEstimate = { asked: same(4), input: same(8_000), output: same(1_000) };

test('in one request the question is paid once, and the answer is no longer than one may be', () => {
  const question = { way: 'one', pages, promptTokens: 100, maxTokens: 600 } as const;
  const { asked, input, output } = estimateWhole(question);
  expect([asked.likely, input.likely, output.likely]).toEqual([1, 7_700, 600]);
  expect(input.high).toBe(8_000 - 3 * 150);
});

test('merging takes in what the pages put out, and writes it again', () => {
  const question = { way: 'merge', pages, promptTokens: 100, maxTokens: 5_000 } as const;
  const { asked, input, output } = estimateWhole(question);
  expect([asked.likely, input.likely, output.likely]).toEqual([5, 9_320, 2_000]);
});

test('a document with one written page is not merged, and one with none costs nothing', () => {
  const one = { asked: same(1), input: same(2_000), output: same(250) };
  const question = { way: 'merge', pages: one, promptTokens: 100, maxTokens: 5_000 } as const;
  expect(estimateWhole(question)).toEqual(one);
  const none = { asked: same(0), input: same(0), output: same(0) };
  expect(estimateWhole({ ...question, way: 'one', pages: none })).toEqual(none);
});
