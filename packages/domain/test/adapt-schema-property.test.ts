import { expect, test } from '@jest/globals';
import { checkSchema } from '@quire/claude-sim';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { adaptSchema } from '../src/schema/adapt-schema.ts';

type Schema = Record<string, unknown>;

/** A schema, and a value that fits it unless chance has it otherwise. */
interface Pair {
  readonly schema: Schema;
  readonly value: unknown;
}

const ajv = new Ajv2020({ strict: false, validateFormats: false });
const note = fc.record({ description: fc.string(), title: fc.string() }, { requiredKeys: [] });

/** All ways to say something of one value that the door knows of; `deep` bounds the nesting. */
function pair(deep: number): fc.Arbitrary<Pair> {
  const scalar = fc.oneof(
    text,
    number,
    choice,
    fc.constant<Pair>({ schema: { type: 'boolean' }, value: true }),
  );
  if (deep === 0) return scalar;
  const inner = pair(deep - 1);
  return fc.oneof(
    scalar,
    list(inner),
    object(inner),
    union(inner),
    nullable(inner),
    both(inner),
    split(inner),
  );
}

const text: fc.Arbitrary<Pair> = fc
  .tuple(
    fc.string(),
    fc.record(
      {
        minLength: fc.nat(3),
        maxLength: fc.integer({ min: 3, max: 30 }),
        format: fc.constantFrom('date', 'email', 'iban', 'uri-reference'),
        pattern: fc.constantFrom('^.*$', '(?:never)?', '\\b', '[a-z]*?'),
        not: fc.constant({ const: 'never this' }),
      },
      { requiredKeys: [] },
    ),
    note,
  )
  .map(([value, demands, notes]) => ({ value, schema: { type: 'string', ...demands, ...notes } }));

const number: fc.Arbitrary<Pair> = fc
  .tuple(
    fc.integer({ min: 0, max: 1_000 }),
    fc.constantFrom('integer', 'number'),
    fc.record(
      { minimum: fc.constant(0), exclusiveMaximum: fc.constant(1_001), multipleOf: fc.constant(1) },
      { requiredKeys: [] },
    ),
  )
  .map(([value, type, demands]) => ({ value, schema: { type, ...demands } }));

const choice: fc.Arbitrary<Pair> = fc
  .uniqueArray(fc.oneof(fc.string(), fc.integer(), fc.constant(null)), {
    minLength: 1,
    maxLength: 5,
  })
  .chain((values) =>
    fc.constantFrom(...values).map((value) => ({
      value,
      schema: values.length === 1 ? { const: value } : { enum: values },
    })),
  );

function list(inner: fc.Arbitrary<Pair>): fc.Arbitrary<Pair> {
  return fc
    .tuple(inner, fc.integer({ min: 1, max: 3 }), fc.nat(3))
    .map(([{ schema, value }, length, minItems]) => ({
      value: Array.from({ length }, () => value),
      schema: { type: 'array', items: schema, minItems: Math.min(minItems, length), maxItems: 9 },
    }));
}

const names = fc.uniqueArray(
  fc.oneof(fc.string(), fc.constantFrom('constructor', 'a/b', 'c~d', 'properties', '$ref')),
  { minLength: 1, maxLength: 4 },
);

function object(inner: fc.Arbitrary<Pair>): fc.Arbitrary<Pair> {
  return names.chain((keys) =>
    fc
      .tuple(
        fc.tuple(...keys.map(() => inner)),
        fc.subarray(keys),
        fc.constantFrom(
          {},
          { additionalProperties: false },
          { additionalProperties: true },
          { minProperties: 1 },
        ),
      )
      .map(([inside, required, rest]) => ({
        value: Object.fromEntries(keys.map((key, at) => [key, inside[at]?.value])),
        schema: {
          type: 'object',
          properties: Object.fromEntries(keys.map((key, at) => [key, inside[at]?.schema])),
          required,
          ...rest,
        },
      })),
  );
}

function union(inner: fc.Arbitrary<Pair>): fc.Arbitrary<Pair> {
  return fc
    .tuple(inner, inner, fc.constantFrom('anyOf', 'oneOf'))
    .map(([a, b, keyword]) => ({ value: a.value, schema: { [keyword]: [a.schema, b.schema] } }));
}

function nullable(inner: fc.Arbitrary<Pair>): fc.Arbitrary<Pair> {
  return fc.tuple(inner, fc.boolean()).map(([{ schema, value }, isNull]) => ({
    value: isNull ? null : value,
    schema: { anyOf: [schema, { type: 'null' }] },
  }));
}

/** The same twice over. */
function both(inner: fc.Arbitrary<Pair>): fc.Arbitrary<Pair> {
  return fc.tuple(inner, note).map(([{ schema, value }, notes]) => ({
    value,
    schema: { ...notes, allOf: [schema, schema] },
  }));
}

/** An object whose properties are told by two members of `allOf`, or by one and beside it. */
function split(inner: fc.Arbitrary<Pair>): fc.Arbitrary<Pair> {
  return fc.tuple(inner, inner, fc.boolean()).map(([a, b, beside]) => {
    const one = { type: 'object', properties: { a: a.schema }, required: ['a'] };
    const other = { type: 'object', properties: { b: b.schema } };
    return {
      value: { a: a.value, b: b.value },
      schema: beside ? { ...one, allOf: [other] } : { allOf: [one, other] },
    };
  });
}

/** The same schema with one of its parts said by reference. */
function referring({ schema, value }: Pair): Pair {
  return {
    value: { x: value, y: value },
    schema: {
      type: 'object',
      properties: {
        x: { $ref: '#/$defs/part' },
        y: { $ref: '#/$defs/part', description: 'Again.' },
      },
      $defs: { part: schema },
    },
  };
}

test('what is adapted is taken by the API, and takes every answer that the original takes', () => {
  const RUNS = 400;
  let adapted = 0;
  let fitting = 0;
  fc.assert(
    fc.property(fc.oneof(pair(3), pair(2).map(referring)), ({ schema, value }) => {
      const adaptation = adaptSchema(schema);
      // Two unions that both hold, or more than 24 optional: refused, and told so.
      if (!adaptation.isAdapted) return adaptation.mistakes.length > 0;
      adapted += 1;
      checkSchema(adaptation.schema);
      if (!ajv.validate(schema, value)) return true;
      fitting += 1;
      return ajv.validate(adaptation.schema, value);
    }),
    { numRuns: RUNS },
  );
  // Were most of them refused, or most values misfits, the property would say nothing.
  expect(adapted).toBeGreaterThan(RUNS * 0.7);
  expect(fitting).toBeGreaterThan(RUNS * 0.4);
});

test('an adapted schema is adapted already', () => {
  fc.assert(
    fc.property(pair(3), ({ schema }) => {
      const once = adaptSchema(schema);
      if (!once.isAdapted) return;
      expect(adaptSchema(once.schema)).toEqual({ isAdapted: true, schema: once.schema });
    }),
    { numRuns: 200 },
  );
});
