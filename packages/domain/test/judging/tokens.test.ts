import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { canonicalNumber } from '../../src/judging/canonical-number.ts';
import { plainText } from '../../src/judging/plain-text.ts';
import { tokensOf } from '../../src/judging/tokens.ts';

function wordsOf(markdown: string): string[] {
  return tokensOf(plainText(markdown)).map(({ text }) => text);
}

describe('texts are the same to a comparison', () => {
  test.each([
    ['marks of Markdown', '## The **old** quay', 'The old quay'],
    ['table pipes', '| a | b |\n|:--|---|\n| c | d |', 'a b c d'],
    ['HTML tables', '<table><tr><td>a</td><td>b</td></tr></table>', 'a b'],
    ['escapes and entities', '5 &lt; 6 \\* R&amp;D', '5 < 6 * R&D'],
    ['hyphens at line ends', 'the har-\nbour', 'the harbour'],
    ['soft hyphens', 'har\u00ADbour', 'harbour'],
    ['ligatures', 'of\uFB01cial \uFB02ood', 'official flood'],
    ['full width', 'ＡＢＣ１２３', 'abc 123'],
    ['curly marks', 'the ship’s log', "the ship's log"],
    ['accents apart', 'cafe\u0301', 'café'],
    ['links', 'see [the report](https://example.org/a_(b))', 'see the report'],
    ['bullets', '• one\n• two', '- one\n- two'],
    ['boxes', '- [x] paid', '☑ paid'],
    ['LaTeX', '$\\alpha = \\frac{x}{2}$', 'α = x 2'],
    ['Arabic vowels and digits', 'مُحَمَّد ١٢٣', 'محمد 123'],
    ['right-to-left words as seen', 'םולש', 'שלום'],
    ['superscripts', '12 m²', '12 m^2^'],
  ])('but for %s', (_, one, other) => {
    expect(wordsOf(one)).toEqual(wordsOf(other));
  });

  test('and Chinese is compared sign by sign, whatever spaces it has', () => {
    expect(wordsOf('港 务局 2026年')).toEqual(['港', '务', '局', '2026', '年']);
  });

  test('and money is no formula', () => {
    expect(wordsOf('from $5 to $10')).toEqual(['from', '5', 'to', '10']);
  });
});

test('what a reader adds is told from what it reads', () => {
  const note = tokensOf(plainText('<!-- page 4 -->'));
  expect(note.map(({ part }) => part)).toEqual(['aside', 'aside']);
  const parts = tokensOf(plainText('[Figure: a map] text ![seal](x.png)\n1. item [see 4]'));
  expect(parts.map(({ text, part }) => `${text}:${part}`)).toEqual([
    'figure:aside',
    'a:aside',
    'map:aside',
    'text:text',
    'seal:aside',
    '1:aside',
    'item:text',
    'see:text',
    '4:text',
  ]);
});

describe('a number', () => {
  test.each([
    ['1,234.50', '1234.5'],
    ['1.234,50', '1234.5'],
    ["1'234.50", '1234.5'],
    ['1,234,567', '1234567'],
    ['0.125', '0.125'],
    ['12.05.2024', '12.05.2024'],
    ['38.40', '38.4'],
    ['007', '007'],
    ['٣٫٥', '3.5'],
  ])('written %s is %s', (written, canonical) => {
    expect(canonicalNumber(written)).toBe(canonical);
  });

  test('is the same in every country, and no other number', () => {
    fc.assert(
      fc.property(fc.nat(99_999_999), fc.nat(99), (whole, cents) => {
        const tail = String(cents).padStart(2, '0');
        const english = `${whole.toLocaleString('en')}.${tail}`;
        const german = `${whole.toLocaleString('de')},${tail}`;
        expect(canonicalNumber(english)).toBe(canonicalNumber(german));
        expect(Number(canonicalNumber(english))).toBe(Number(`${whole}.${tail}`));
      }),
    );
  });

  test('keeps its spaces of thousands, and gains none', () => {
    expect(wordsOf('70\u202F732 and 70\u00A0732')).toEqual(['70732', 'and', '70732']);
    expect(wordsOf('12 345')).toEqual(['12', '345']);
  });
});
