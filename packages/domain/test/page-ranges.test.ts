import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { documentOptions, isPageRanges, selectPages } from '../src/index.ts';

/** Asked of a hostile text: an answer at all. A search that backtracks would take for ever. */
const PATIENCE_MS = 2_000;

/** Work done by this process, which does not grow where others keep the machine busy. */
function cpuMs(): number {
  return process.cpuUsage().user / 1_000;
}

describe('the text of page ranges', () => {
  test.each(['1', '1-5,8', ' 1 - 5 , 8 ', '7,3,3', '1-999999999999', '10-10'])(
    'may be "%s"',
    (text) => {
      expect(isPageRanges(text)).toBe(true);
    },
  );

  test.each([
    '',
    ' ',
    '0',
    '0-3',
    '5-1',
    '-1',
    '1-',
    '1,',
    ',1',
    '1-2-3',
    '1.5',
    '1e3',
    'all',
    '١',
    '1 2',
    '0x10',
  ])('may not be "%s"', (text) => {
    expect(isPageRanges(text)).toBe(false);
  });

  test.each([
    '1'.repeat(2_000),
    '1,'.repeat(999) + 'x',
    '1 '.repeat(999) + 'x',
    '1-1,'.repeat(499) + '-',
    ' '.repeat(1_999) + 'x',
  ])('is judged at once, however hostile (%#)', (text) => {
    const startedAt = cpuMs();
    isPageRanges(text);
    expect(cpuMs() - startedAt).toBeLessThan(PATIENCE_MS);
  });
});

describe('selecting pages', () => {
  const ranges = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 20 })), {
      minLength: 1,
      maxLength: 12,
    })
    .map((parts) => parts.map(([from, more]) => [from, from + more] as const));

  test('without ranges takes every page', () => {
    expect(selectPages(undefined, 4)).toEqual([1, 2, 3, 4]);
  });

  test('takes exactly the pages that a range names and the document has, in order, each once', () => {
    fc.assert(
      fc.property(ranges, fc.integer({ min: 1, max: 80 }), (wanted, pageCount) => {
        const text = wanted
          .map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`))
          .join(',');
        expect(isPageRanges(text)).toBe(true);
        const all = Array.from({ length: pageCount }, (_, index) => index + 1);
        const expected = all.filter((page) =>
          wanted.some(([from, to]) => page >= from && page <= to),
        );
        fc.pre(expected.length > 0);
        expect(selectPages(text, pageCount)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test.each(['1-999999999999', `1-${'9'.repeat(400)}`, '1-999999999999,'.repeat(120) + '1'])(
    'of a huge range is over at once: %p',
    (text) => {
      const startedAt = cpuMs();
      expect(selectPages(text, 3)).toEqual([1, 2, 3]);
      expect(cpuMs() - startedAt).toBeLessThan(PATIENCE_MS);
    },
  );

  test('of the longest list that the options take, over the longest document, is over at once', () => {
    const text = '1-9999,'.repeat(285) + '1';
    expect(documentOptions.safeParse({ pages: text }).success).toBe(true);
    const startedAt = cpuMs();
    expect(selectPages(text, 10_000)).toHaveLength(9_999);
    expect(cpuMs() - startedAt).toBeLessThan(PATIENCE_MS);
  });

  test.each([
    ['9', 8],
    ['999999999999', 8],
    ['9'.repeat(400), 8],
  ])('beyond the last page says that none is left: %s of %d', (text, pageCount) => {
    expect(() => selectPages(text, pageCount)).toThrow(
      expect.objectContaining({ code: 'no_pages_selected' }),
    );
  });
});
