import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { mergeFault, type MergedPage } from '../src/index.ts';

const of = (data: unknown): MergedPage => ({ text: '', data });
const pages = [
  of({ vendor: 'Acme Timber Ltd', total: null, items: [{ name: 'Oak', amount: 414 }] }),
  of({ vendor: null, total: 504.5, items: [{ name: 'Brackets', amount: 90 }] }),
];
const merged = {
  vendor: 'Acme Timber Ltd',
  total: 504.5,
  items: [
    { name: 'Oak', amount: 414 },
    { name: 'Brackets', amount: 90 },
  ],
};

describe('a merged answer', () => {
  test('holds where every value of it is some page’s, and every item is there', () => {
    expect(mergeFault(of(merged), pages)).toBeNull();
  });

  test('does not hold with a number that no page has', () => {
    const wrong = of({ ...merged, total: 504.55 });
    expect(mergeFault(wrong, pages)).toBe("/total 504.55 is in no page's answer");
  });

  test('does not hold with a text that no page has', () => {
    const wrong = of({ ...merged, vendor: 'Acme Holdings' });
    expect(mergeFault(wrong, pages)).toBe('/vendor "Acme Holdings" is in no page\'s answer');
  });

  test('does not hold with fewer items than the pages have together', () => {
    const wrong = of({ ...merged, items: merged.items.slice(1) });
    expect(mergeFault(wrong, pages)).toBe('/items has 1 items, and the pages together 2');
  });

  test('counts two equal items with an amount as two, and a repeated name as one', () => {
    const item = { name: 'Delivery', amount: 46 };
    const two = [of({ items: [item] }), of({ items: [item] })];
    expect(mergeFault(of({ items: [item] }), two)).toMatch('has 1 items');
    const parties = [of({ parties: ['Anna', 'Ben'] }), of({ parties: ['Anna', 'Ben'] })];
    expect(mergeFault(of({ parties: ['Anna', 'Ben'] }), parties)).toBeNull();
    expect(mergeFault(of({ parties: ['Anna'] }), parties)).toMatch('has 1 items');
  });

  test('may put a text together from several pages’, and keeps to their words in any case', () => {
    const two = [of({ summary: 'Oak was delivered.' }), of({ summary: 'Brackets are due.' })];
    expect(mergeFault(of({ summary: 'Oak was delivered. Brackets are due.' }), two)).toBeNull();
    expect(mergeFault(of({ summary: 'OAK WAS  DELIVERED' }), two)).toBeNull();
    expect(mergeFault(of({ summary: 'Oak was delivered. Nothing is due.' }), two)).not.toBeNull();
  });

  test('looks for a text between words, and for a number whole', () => {
    const one = [of({ number: 'INV-2041', year: 2026 })];
    expect(mergeFault(of({ number: '204' }), one)).not.toBeNull();
    expect(mergeFault(of({ number: 'INV-2041', year: 202 }), one)).not.toBeNull();
    expect(mergeFault(of({ number: '2026' }), one)).toBeNull();
  });

  test('in words alone is held by its numbers', () => {
    const said = [
      { text: 'The rent is 1,250.00 a month.', data: null },
      { text: 'It ends in 2027.', data: null },
    ];
    const answer = (text: string) => mergeFault({ text, data: null }, said);
    expect(answer('The rent of 1250 ends in 2027.')).toBeNull();
    expect(answer('The rent of 1350 ends in 2027.')).toBe('1350 is on no page');
  });

  test('names a few mistakes, and counts the rest', () => {
    const wrong = of({ items: [1, 2, 3, 4, 5, 6, 7] });
    expect(mergeFault(wrong, [of({ items: [] })])).toMatch(/; and 2 more$/);
  });
});

test('joining what pages say always holds, and one changed number never does', () => {
  const page = fc.record({
    title: fc.string({ minLength: 1, maxLength: 20 }),
    items: fc.array(fc.record({ name: fc.string(), amount: fc.integer({ min: 1, max: 999 }) }), {
      maxLength: 5,
    }),
  });
  fc.assert(
    fc.property(fc.array(page, { minLength: 1, maxLength: 5 }), fc.nat(), (all, at) => {
      const asked = all.map(of);
      const items = all.flatMap((one) => one.items);
      const joined = { title: all[0]?.title, items };
      expect(mergeFault(of(joined), asked)).toBeNull();
      if (items.length === 0) return;
      const changed = items.map((item, index) =>
        index === at % items.length ? { ...item, amount: 1_000_000 + item.amount } : item,
      );
      expect(mergeFault(of({ ...joined, items: changed }), asked)).not.toBeNull();
    }),
  );
});
