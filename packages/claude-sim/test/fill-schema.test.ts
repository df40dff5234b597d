import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { fillSchema } from '../src/fill/fill-schema.ts';
import { isValid } from '../src/fill/is-valid.ts';
import { parseDate } from '../src/fill/parse-date.ts';
import { parseNumber } from '../src/fill/parse-number.ts';

const object = (
  properties: object,
  required = Object.keys(properties),
): Record<string, unknown> => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

const page = 'Acme Ltd\nInvoice number: A-7\nVAT 20%: 110.00\nTotal due: 660,00 EUR\nPaid: yes';

describe('a schema is filled with', () => {
  test.each([
    ['a labelled text', { invoice_number: { type: 'string' } }, { invoice_number: 'A-7' }],
    ['a labelled amount, past its rate', { vat: { type: 'number' } }, { vat: 110 }],
    ['an amount with a decimal comma', { total: { type: 'number' } }, { total: 660 }],
    ['the first line for a vendor', { vendor: { type: 'string' } }, { vendor: 'Acme Ltd' }],
    ['a yes', { paid: { type: 'boolean' } }, { paid: true }],
    ['the whole text', { text: { type: 'string' } }, { text: page }],
    ['null for what is missing', { iban: { type: ['string', 'null'] } }, { iban: null }],
    ['nothing where null is not allowed', { iban: { type: 'string' } }, { iban: '' }],
    [
      'the value of an enum that is named',
      { kind: { enum: ['receipt', 'invoice'] } },
      { kind: 'invoice' },
    ],
    [
      'an empty list',
      { line_items: { type: 'array', items: object({ a: { type: 'string' } }) } },
      { line_items: [] },
    ],
  ])('%s', (_, properties, expected) => {
    expect(fillSchema(object(properties), page)).toEqual(expected);
  });

  test('required properties first', () => {
    const schema = object({ total: { type: 'number' }, vendor: { type: 'string' } }, ['vendor']);
    expect(JSON.stringify(fillSchema(schema, page))).toBe('{"vendor":"Acme Ltd","total":660}');
  });
});

test('is always valid, whatever the text and the schema', () => {
  const scalar = fc.constantFrom(
    { type: 'string' },
    { type: 'number' },
    { type: 'integer' },
    { type: 'boolean' },
    { type: 'null' },
    { type: ['string', 'null'] },
    { anyOf: [{ type: 'number' }, { type: 'null' }] },
    { type: 'string', format: 'date' },
    { enum: ['a', 'b', null] },
    { const: 'fixed' },
  );
  const name = fc.constantFrom('total', 'vendor', 'text', 'invoice_date', 'quantity', 'items', 'x');
  const flat = fc.dictionary(name, scalar).map((properties) => object(properties));
  const list = flat.map((items) => ({ type: 'array', items, minItems: 1 }));
  const schema = fc
    .dictionary(name, fc.oneof(scalar, flat, list))
    .map((properties) => object(properties, Object.keys(properties).slice(1)));
  const text = fc
    .array(fc.constantFrom(...page.split('\n'), 'Oak 2 3.50 7.00', '%', ''))
    .map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(schema, text, (shape, words) => {
      expect(isValid(shape, fillSchema(shape, words))).toBe(true);
    }),
  );
});

test.each([
  ['$1,284.50', 1284.5],
  ['1.284,50 EUR', 1284.5],
  ['12,000', 12_000],
  ['-7', -7],
  ['none', undefined],
])('the number of %s', (text, number) => {
  expect(parseNumber(text)).toBe(number);
});

test.each(['a(b', '(a+)+$', '[', 'a|b'])('a property may be called %s', (name) => {
  const schema = object({ [name]: { type: 'string' } });
  expect(fillSchema(schema, `${name}: seven`)).toEqual({ [name]: 'seven' });
});

test.each([
  ['2026-3-4', '2026-03-04'],
  ['14 March 2026', '2026-03-14'],
  ['Mar 14th, 2026', '2026-03-14'],
  ['14/03/2026', '2026-03-14'],
  ['03/14/2026', '2026-03-14'],
  ['31.13.2026', undefined],
  ['soon', undefined],
])('the date of %s', (text, date) => {
  expect(parseDate(text)).toBe(date);
});
