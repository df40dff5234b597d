import { describe, expect, test } from '@jest/globals';
import { schemaMistakes } from '../src/schema/schema-mistakes.ts';

type Schema = Record<string, unknown>;

function object(properties: Schema, rest: Schema = {}): Schema {
  return { type: 'object', properties, ...rest };
}

/** An object of so many properties, all required and each of them nullable. */
function nullable(count: number): Schema {
  const properties = Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`f${at}`, { type: ['string', 'null'] }]),
  );
  return object(properties, { required: Object.keys(properties) });
}

/** Where and why a schema is refused, as `place: reason`. */
function refusals(schema: Schema): string[] {
  return schemaMistakes(schema).map(({ path, message }) => `${path.join('/')}: ${message}`);
}

describe('a schema is refused', () => {
  const any = /cannot be asked for/;
  test.each<[string, Schema, string, RegExp]>([
    ['for any value', object({ a: {} }), 'properties/a', any],
    ['for true', object({ a: true }), 'properties/a', any],
    ['for a list of anything', { type: 'array' }, '', /by `items`/],
    [
      'for an object without properties',
      object({ a: { type: 'object' } }),
      'properties/a',
      /empty/,
    ],
    [
      'for free names',
      object({ a: { type: 'object', additionalProperties: { type: 'number' } } }),
      'properties/a/additionalProperties',
      /\{name, value\}/,
    ],
    [
      'for places',
      { type: 'array', prefixItems: [{ type: 'string' }], items: { type: 'null' } },
      'prefixItems',
      /object/,
    ],
    [
      'for an unknown type',
      object({ a: { type: 'date' } }),
      'properties/a/type',
      /takes a type of/,
    ],
    ['for an enum of objects', object({ a: { enum: [{}] } }), 'properties/a/enum', /takes texts/],
    [
      'for requiring what it does not name',
      object({ a: { type: 'null' } }, { required: ['b'] }),
      'required',
      /"b"/,
    ],
    [
      'for a file elsewhere',
      object({ a: { $ref: 'https://a.example/b.json' } }),
      'properties/a/$ref',
      /outside/,
    ],
    ['for an anchor', object({ a: { $ref: '#here' } }), 'properties/a/$ref', /outside/],
    ['for nothing', object({ a: { $ref: '#/$defs/gone' } }), 'properties/a/$ref', /outside/],
    ['for itself', object({ a: { $ref: '#' } }), 'properties/a/$ref', /recursive \(#\)/],
    [
      'for a definition that leads back to itself',
      object(
        { a: { $ref: '#/$defs/node' } },
        {
          $defs: {
            node: object({ next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] } }),
          },
        },
      ),
      '$defs/node/properties/next/anyOf/0/$ref',
      /recursive/,
    ],
    [
      'for a contradiction',
      { allOf: [{ type: 'string' }, { type: 'number' }] },
      'allOf/1',
      /contradicts/,
    ],
    [
      'for a minimum above its maximum',
      object({ a: { type: 'number', minimum: 9, maximum: 1 } }),
      'properties/a/minimum',
      /is 9, and `maximum` beside it is 1: no value would fit both/,
    ],
    [
      'for a bound that shuts out the only number',
      { type: 'number', minimum: 1, exclusiveMaximum: 1 },
      'minimum',
      /no value/,
    ],
    [
      'for fewer characters than there must be',
      { type: 'string', minLength: 3, maxLength: 2 },
      'minLength',
      /no value/,
    ],
    [
      'for fewer items than there must be',
      { type: 'array', items: { type: 'null' }, minItems: 3, maxItems: 2 },
      'minItems',
      /no value/,
    ],
    [
      'for fewer fields than are required',
      object(
        { a: { type: 'null' }, b: { type: 'null' } },
        { required: ['a', 'b'], maxProperties: 1 },
      ),
      'maxProperties',
      /names 2/,
    ],
    ['for an empty enum', object({ a: { enum: [] } }), 'properties/a/enum', /at least one/],
    [
      'for a constant that its enum does not have',
      { const: 'c', enum: ['a', 'b'] },
      'const',
      /not allowed/,
    ],
    ['for a constant of another type', { type: 'string', const: 5 }, 'const', /not allowed/],
    [
      'for an enum none of which is within bounds',
      { type: 'integer', enum: [1.5, 20], maximum: 9 },
      'enum',
      /not allowed/,
    ],
    [
      'for a contradiction behind a reference',
      { $ref: '#/$defs/a', $defs: { a: { type: 'string', minLength: 3, maxLength: 2 } } },
      '$defs/a/minLength',
      /no value/,
    ],
    [
      'for looking ahead',
      object({ a: { type: 'string', pattern: '^(?!zzz)(([a-z ])+)+$' } }),
      'properties/a/pattern',
      /linear time.*lookaround/,
    ],
    [
      'for looking back at a group',
      { type: 'string', pattern: String.raw`(a)\1` },
      'pattern',
      /linear time/,
    ],
    [
      'for looking back at a group by its name',
      { type: 'string', pattern: String.raw`(?<n>a)\k<n>` },
      'pattern',
      /linear time/,
    ],
    [
      'for a pattern that is only told in words',
      object({ a: { type: 'string', not: { pattern: '(?=x)' } } }),
      'properties/a/not/pattern',
      /linear time/,
    ],
    [
      'for a pattern of names',
      object(
        { a: { type: 'string' } },
        { additionalProperties: false, not: { patternProperties: { '(?=x)': {} } } },
      ),
      'not/patternProperties/(?=x)',
      /linear time/,
    ],
    ['for a pattern that is none', { type: 'string', pattern: '(' }, 'pattern', /ECMA-262/],
    [
      'for a pattern that repeats without measure',
      { type: 'string', pattern: '(a{30}){30}' },
      'pattern',
      /steps, of at most 500/,
    ],
    [
      'for a long pattern',
      { type: 'string', pattern: 'a'.repeat(1_001) },
      'pattern',
      /longer than 1000/,
    ],
    [
      'for leading back to itself where it is only told in words',
      object({ a: { type: 'string' } }, { not: { $ref: '#' } }),
      'not/$ref',
      /recursive/,
    ],
    [
      'for a base of its own in the middle',
      object({ a: { type: 'string', $id: 'b' } }),
      'properties/a/$id',
      /leave it out/,
    ],
    [
      'for members of allOf that shut each other out',
      {
        allOf: [
          object({ a: { type: 'null' } }, { additionalProperties: false }),
          object({ b: { type: 'null' } }),
        ],
      },
      'allOf/1/properties/b',
      /shut out/,
    ],
  ])('%s, and says where', (_what, schema, place, reason) => {
    const told = refusals(schema);
    expect(told).toEqual([expect.stringMatching(reason)]);
    expect(told[0]?.split(': ')[0]).toBe(place);
  });

  test('for all of its mistakes at once, one that is used twice counted once', () => {
    const told = refusals(
      object(
        { a: {}, b: { $ref: '#/$defs/x' }, c: { $ref: '#/$defs/x' } },
        { $defs: { x: { type: 'array', items: {} } } },
      ),
    );
    expect(told.map((line) => line.split(':')[0])).toEqual(['properties/a', '$defs/x/items']);
  });

  test('for more than 24 properties that may be left out, wherever they stand', () => {
    const text = { type: 'string' };
    const fields = (count: number): Schema =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`f${at}`, text]));
    const nested = (count: number): Schema =>
      object({ rows: { type: 'array', items: object(fields(count)) } }, { required: ['rows'] });
    expect(refusals(nested(24))).toEqual([]);
    expect(refusals(nested(25))).toEqual([expect.stringMatching(/^: has 25 properties/)]);
    const needed = { ...object(fields(40)), required: Object.keys(fields(40)) };
    expect(refusals(needed)).toEqual([]);
  });

  test('for more than 16 properties that may be null', () => {
    expect(refusals(nullable(16))).toEqual([]);
    expect(refusals(nullable(17))).toEqual([
      expect.stringMatching(/^: has 17 properties of several/),
    ]);
  });

  test('for being no schema to the validator', () => {
    expect(refusals({ type: 'string', minLength: 'two' })).toEqual([
      expect.stringMatching(/^: is no JSON Schema: .*minLength/),
    ]);
  });

  test.each<Schema>([
    { type: 'number', minimum: 1, maximum: 1 },
    { type: 'integer', enum: [1, 'one'], maximum: 9 },
    { type: ['string', 'null'], const: null },
    { type: 'string', nullable: true, enum: [null] },
    { type: 'string', not: { minLength: 2, maxLength: 1 } },
    { type: 'string', enum: ['\u{1F600}'], maxLength: 1 },
    { type: 'number', const: 2, enum: [1, 2], exclusiveMinimum: 1 },
  ])('not for bounds that leave room: %j', (schema) => {
    expect(refusals(schema)).toEqual([]);
  });

  test('not for bearing the name of another', () => {
    const $id = 'https://a.example/meter';
    for (const type of ['string', 'number', 'boolean']) {
      expect(refusals({ $id, ...object({ a: { type } }) })).toEqual([]);
    }
  });

  test('not for the dialect that a generator names', () => {
    for (const draft of [
      'http://json-schema.org/draft-07/schema#',
      'https://json-schema.org/draft/2020-12/schema',
    ]) {
      expect(refusals({ $schema: draft, ...object({ a: { type: 'string' } }) })).toEqual([]);
    }
  });
});
