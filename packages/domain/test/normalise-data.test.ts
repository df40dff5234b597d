import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { builtInPresets } from '../src/index.ts';
import { normaliseData } from '../src/normalise/normalise-data.ts';
import { readDay } from '../src/normalise/read-day.ts';
import { readNumber } from '../src/normalise/read-number.ts';

const number = { type: ['number', 'null'] };
const day = { type: ['string', 'null'], format: 'date' };

/** What becomes of one value under the schema of one field. */
function field(value: unknown, schema: Record<string, unknown>): unknown {
  const { data } = normaliseData([value], { type: 'array', items: schema });
  return Array.isArray(data) ? (data[0] as unknown) : undefined;
}

describe('a number', () => {
  test.each([
    ['1.234,56 €', 1234.56],
    ['€ 1.234,56', 1234.56],
    ['EUR 1.234,56', 1234.56],
    ['US$1,234.56', 1234.56],
    ['1,234,567', 1_234_567],
    ['1.234.567', 1_234_567],
    ["CHF 1'234.50", 1234.5],
    ['1 234,5', 1234.5],
    ['1\u202F234\u00A0567,8 kr', 1_234_567.8],
    ['₹ 12,34,567.00', 1_234_567],
    ['١٢٬٣٤٥٫٦', 12_345.6],
    ['１２．５', 12.5],
    ['12,5', 12.5],
    ['0.125', 0.125],
    ['.5', 0.5],
    ['-7', -7],
    ['−7,25', -7.25],
    ['7.25-', -7.25],
    ['(1,234.56)', -1234.56],
    ['-€ 5.00', -5],
    ['€ -5.00', -5],
    ['12,-', 12],
    ['12,–', 12],
    ['0', 0],
  ])('that came as %j is %d', (from, to) => {
    expect(field(from, number)).toBe(to);
  });

  test.each([
    ['1.234', 'twelve hundred, or a little more than one'],
    ['1,234', 'the same'],
    ['19 %', '19 or 0.19'],
    ['12 34', 'two numbers'],
    ['1,23,4', 'nothing'],
    ['1.2.3', 'a version'],
    ['007', 'a code'],
    ['2026-01-02', 'a day'],
    ['12 pcs', 'not only a number'],
    ['(-5)', 'negative twice'],
    ['- 5 -', 'negative twice'],
    ['1234567890123456789', 'more than a number keeps'],
    ['1e5', 'nothing printed'],
    ['Infinity', 'no number'],
  ])('is not made of %j, which may be %s', (text) => {
    expect(field(text, number)).toBe(text);
  });

  test('that could be two is told by the others of the same answer', () => {
    const schema = { type: 'array', items: number };
    expect(normaliseData(['1.250', '3,50'], schema).data).toEqual([1250, 3.5]);
    expect(normaliseData(['1.250', '3.50'], schema).data).toEqual([1.25, 3.5]);
    expect(normaliseData(['1.250', '3.50', '3,50'], schema).data).toEqual(['1.250', 3.5, 3.5]);
  });

  test('with a fraction does not become an integer', () => {
    expect(field('3.5', { type: 'integer' })).toBe('3.5');
    expect(field('3.0', { type: 'integer' })).toBe(3);
  });

  test('printed in six countries is read back, or left alone, and never another', () => {
    const locales = fc.constantFrom('en-US', 'de-DE', 'fr-FR', 'de-CH', 'en-IN', 'sv-SE');
    const value = fc.integer({ min: -1e11, max: 1e11 }).map((cents) => cents / 100);
    fc.assert(
      fc.property(locales, value, fc.boolean(), fc.nat(3), (locale, amount, isMoney, digits) => {
        const style = isMoney ? ({ style: 'currency', currency: 'EUR' } as const) : {};
        const format = new Intl.NumberFormat(locale, {
          ...style,
          minimumFractionDigits: digits,
          maximumFractionDigits: Math.max(2, digits),
        });
        const sign = format.formatToParts(1.5).find(({ type }) => type === 'decimal')?.value;
        const printed = format.format(amount);
        expect([amount, undefined]).toContain(readNumber(printed)?.value);
        expect(readNumber(printed, sign === ',' ? ',' : '.')?.value).toBe(
          amount === 0 ? 0 : amount,
        );
      }),
    );
  });
});

describe('a day', () => {
  test.each([
    ['31.12.2026', '2026-12-31'],
    ['1. 2. 2026', '2026-02-01'],
    ['2026/12/31', '2026-12-31'],
    ['2026-2-1', '2026-02-01'],
    ['2026年12月31日', '2026-12-31'],
    ['31/12/2026', '2026-12-31'],
    ['12/31/2026', '2026-12-31'],
    ['03/03/2026', '2026-03-03'],
    ['31 December 2026', '2026-12-31'],
    ['31-Dec-2026', '2026-12-31'],
    ['Dec 31st, 2026', '2026-12-31'],
    ['Thursday, December 31, 2026', '2026-12-31'],
    ['31. Dezember 2026', '2026-12-31'],
    ['3. März 2026', '2026-03-03'],
    ['1er août 2026', '2026-08-01'],
    ['31 de diciembre de 2026', '2026-12-31'],
    ['5 gennaio 2026', '2026-01-05'],
    ['29.02.2028', '2028-02-29'],
  ])('that came as %j is %s', (from, to) => {
    expect(field(from, day)).toBe(to);
  });

  test.each([
    '03/04/2026',
    '31.12.26',
    '29.02.2027',
    '31.13.2026',
    'jui 5, 2026',
    'March 2026',
    'soon',
  ])('is not made of %j', (text) => {
    expect(field(text, day)).toBe(text);
  });

  test('that could be two is told by the others of the same answer', () => {
    const schema = { type: 'array', items: day };
    expect(normaliseData(['03/04/2026', '25/04/2026'], schema).data).toEqual([
      '2026-04-03',
      '2026-04-25',
    ]);
    expect(normaliseData(['03/04/2026', '04/25/2026'], schema).data).toEqual([
      '2026-03-04',
      '2026-04-25',
    ]);
  });

  const printed = ['en-US', 'en-GB', 'de-DE', 'fr-FR', 'es-ES', 'it-IT', 'pt-BR', 'nl-NL'].flatMap(
    (locale) =>
      (['long', 'short'] as const).map((month) => ({
        locale,
        month,
        format: new Intl.DateTimeFormat(locale, {
          timeZone: 'UTC',
          day: 'numeric',
          month,
          year: 'numeric',
        }),
      })),
  );

  test.each(printed)('printed as in $locale, with a $month month, is read back', ({ format }) => {
    for (let at = 0; at < 366; at += 1) {
      const when = new Date(Date.UTC(2028, 0, 1 + at));
      expect(readDay(format.format(when))?.day).toBe(when.toISOString().slice(0, 10));
    }
  });
});

describe('a word', () => {
  const condition = { enum: ['new', 'like new', 'Damaged', null] };
  test.each([
    ['NEW', 'new'],
    ['Like  New', 'like new'],
    ['damaged', 'Damaged'],
    ['ｎｅｗ', 'new'],
    ['n/a', null],
    ['', null],
    ['newer', 'newer'],
  ])('%j becomes %j', (from, to) => {
    expect(field(from, condition)).toBe(to);
  });

  test('that differs from two by its case alone is neither', () => {
    expect(field('m', { enum: ['M', 'm'] })).toBe('m');
    expect(field('ß', { enum: ['SS', 'ss'] })).toBe('ß');
    expect(field('Mm', { enum: ['MM', 'mm'] })).toBe('Mm');
  });

  test('of a constant is repaired too', () => {
    expect(field('INVOICE', { const: 'invoice' })).toBe('invoice');
  });
});

describe('an answer', () => {
  const invoice = builtInPresets.get('invoice')?.schema ?? {};

  test('keeps what it said, with the place and the rule of each change', () => {
    const data = {
      vendor_name: '12,50',
      invoice_date: '31.12.2026',
      line_items: [{ description: '1', quantity: 2, unit_price: '1.000,00 €', total: '2.000' }],
      tax: '-',
    };
    expect(normaliseData(data, invoice)).toEqual({
      data: {
        vendor_name: '12,50',
        invoice_date: '2026-12-31',
        line_items: [{ description: '1', quantity: 2, unit_price: 1000, total: 2000 }],
        tax: null,
      },
      changes: [
        { pointer: '/invoice_date', from: '31.12.2026', to: '2026-12-31', rule: 'day' },
        { pointer: '/line_items/0/unit_price', from: '1.000,00 €', to: 1000, rule: 'number' },
        { pointer: '/line_items/0/total', from: '2.000', to: 2000, rule: 'number' },
        { pointer: '/tax', from: '-', to: null, rule: 'nothing' },
      ],
    });
  });

  test('is looked at through references, unions and allOf', () => {
    const schema = {
      $defs: { amount: { type: 'number' }, kind: { enum: ['a', 'b'] } },
      properties: {
        x: { $ref: '#/$defs/amount' },
        y: { anyOf: [{ $ref: '#/$defs/amount' }, { type: 'null' }] },
        z: { allOf: [{ type: 'string' }, { $ref: '#/$defs/kind' }] },
        // Text is welcome here: "1,5" is no mistake.
        open: { anyOf: [{ $ref: '#/$defs/amount' }, { type: 'string' }] },
      },
    };
    const data = { x: '1,5', y: '2,5', z: 'A', open: '1,5' };
    expect(normaliseData(data, schema).data).toEqual({ x: 1.5, y: 2.5, z: 'a', open: '1,5' });
  });

  test('is left alone where the schema says nothing of it, or loops', () => {
    const loop = { properties: { next: { $ref: '#' }, n: { type: 'number' } } };
    expect(normaliseData({ next: { next: { n: '1,5' } } }, loop).data).toEqual({
      next: { next: { n: 1.5 } },
    });
    expect(normaliseData({ other: '1,5' }, loop).changes).toEqual([]);
    expect(normaliseData('1,5', { $ref: '#' }).changes).toEqual([]);
  });

  test('that carries "__proto__" reaches no prototype', () => {
    const hostile: unknown = JSON.parse('{"__proto__":{"n":"1,5"},"n":"1,5"}');
    const { data } = normaliseData(hostile, { properties: { n: { type: 'number' } } });
    expect(JSON.stringify(data)).toBe('{"__proto__":{"n":"1,5"},"n":1.5}');
    expect({}).not.toHaveProperty('n');
  });

  test('that fits is never changed, and what is normalised stays as it is', () => {
    const schema = {
      type: 'object',
      properties: { n: number, d: day, w: { enum: ['a', 'B'] }, s: { type: 'string' } },
    };
    const value = fc.oneof(
      fc.string(),
      fc.constantFrom('1.234,56', 'A', 'b', '', '31.12.2026', '2026-12-31'),
      fc.double({ noNaN: true }),
      fc.constant(null),
    );
    const answer = fc.record({ n: value, d: value, w: value, s: value }, { requiredKeys: [] });
    fc.assert(
      fc.property(answer, (data) => {
        const once = normaliseData(data, schema);
        expect(once.changes.every(({ from, to }) => from !== to)).toBe(true);
        expect(normaliseData(once.data, schema)).toEqual({ data: once.data, changes: [] });
      }),
    );
  });
});
