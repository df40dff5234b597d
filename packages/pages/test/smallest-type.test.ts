import { describe, expect, test } from '@jest/globals';
import { seenWords, smallestType } from '../src/read-layer.ts';
import type { LayerWord } from '../src/text-layer.ts';

const words = (text: string, fontSize: number): LayerWord[] =>
  text.split(' ').map((word, at) => ({
    text: word,
    x: 20 * at,
    y: 0,
    width: 18,
    height: fontSize,
    fontSize,
    angle: 0,
    isHidden: false,
  }));
const prose = 'What stands on this page is meant to be read by people';

describe('the smallest type of a page', () => {
  test('is not that of a lone footnote mark', () => {
    expect(smallestType([...words(`${prose} ${prose}`, 10), ...words('1', 5)])).toBe(10);
    expect(smallestType([...words(prose, 10), ...words('The note itself, in small', 7)])).toBe(7);
  });

  test('is that of a tenth of it, and not of a thirtieth', () => {
    const note = words('A note of 17 signs', 7);
    const signs = prose.replaceAll(' ', '').length;
    const page = (times: number) => [
      ...Array.from({ length: times }, () => words(prose, 10)).flat(),
      ...note,
    ];
    expect(14 / (14 + 3 * signs)).toBeCloseTo(0.1, 1);
    expect(smallestType(page(3))).toBe(7);
    expect(smallestType(page(10))).toBe(10);
  });

  test('is not that of a mark which nobody prints to be read', () => {
    // As TCPDF writes it at the foot of its pages, in a sixth of what a short page says.
    const link = words('Powered by TCPDF (www.tcpdf.org)', 1);
    expect(smallestType([...words(prose, 12), ...link])).toBe(12);
  });

  test('is that of a plan which was shrunk, where most of it is so small', () => {
    expect(smallestType([...words('Title', 12), ...words(prose, 2)])).toBe(2);
  });

  test('is unknown where there is none', () => {
    expect(smallestType([])).toBeNull();
    expect(smallestType(words('x', 0))).toBeNull();
  });
});

describe('the words that are seen', () => {
  const [seen, hidden] = [words(prose, 10), words(prose, 2)];
  const all = [...seen, ...hidden.map((word) => ({ ...word, isHidden: true }))];

  test('are those that something is painted of', () => {
    expect(seenWords({ words: all, soundness: 'sound' })).toEqual(seen);
  });

  test('are none of a scan under somebody else’s OCR: it is looked at', () => {
    expect(seenWords({ words: all, soundness: 'hidden-ocr' })).toEqual([]);
    expect(seenWords(null)).toEqual([]);
  });

  test('are of some size', () => {
    const sized = [...seen, ...words('of no size', 0)];
    expect(seenWords({ words: sized, soundness: 'sound' })).toEqual(seen);
  });
});
