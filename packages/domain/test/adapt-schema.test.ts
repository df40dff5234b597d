import { describe, expect, test } from '@jest/globals';
import { checkSchema } from '@quire/claude-sim';
import { adaptSchema } from '../src/schema/adapt-schema.ts';
import { schemaMistakes } from '../src/schema/schema-mistakes.ts';

type Schema = Record<string, unknown>;

function object(properties: Schema, rest: Schema = {}): Schema {
  return { type: 'object', properties, ...rest };
}

function closed(properties: Schema, required: string[] = []): Schema {
  return { type: 'object', properties, required, additionalProperties: false };
}

/** An object of so many properties, all required and each of them nullable. */
function nullable(count: number): Schema {
  const properties = Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`f${at}`, { type: ['string', 'null'] }]),
  );
  return object(properties, { required: Object.keys(properties) });
}

/** The adapted schema, held to what the API takes. */
function adapted(schema: Schema): Schema {
  const adaptation = adaptSchema(schema);
  if (!adaptation.isAdapted) throw new Error(JSON.stringify(adaptation.mistakes));
  checkSchema(adaptation.schema);
  return adaptation.schema;
}

/** Where and why a schema is refused, as `place: reason`. */
function refusals(schema: Schema): string[] {
  return schemaMistakes(schema).map(({ path, message }) => `${path.join('/')}: ${message}`);
}

describe('a schema is adapted', () => {
  test('by closing its objects', () => {
    const open = object({ a: { type: 'string' } }, { additionalProperties: true });
    expect(adapted(open)).toEqual(closed({ a: { type: 'string' } }));
  });

  test.each([
    [{ type: 'number', minimum: 0, maximum: 9 }, 'Must satisfy {"minimum":0,"maximum":9}.'],
    [
      { type: 'string', minLength: 2, description: 'A name.' },
      'A name. Must satisfy {"minLength":2}.',
    ],
    [{ type: 'string', format: 'iban' }, 'Must satisfy {"format":"iban"}.'],
    [{ type: 'string', pattern: '[x]*?' }, 'Must satisfy {"pattern":"[x]*?"}.'],
    [{ type: 'string', not: { const: 'x' } }, 'Must satisfy {"not":{"const":"x"}}.'],
  ])('by saying in words what structured outputs cannot demand: %j', (schema, description) => {
    const { type } = schema;
    expect(adapted(schema)).toEqual({ type, description });
  });

  test('by keeping simple patterns and the formats that are known', () => {
    const schema = { type: 'string', pattern: '^[A-Z]{2}(?:-\\d+)?$', format: 'date' };
    expect(adapted(schema)).toEqual(schema);
  });

  test('by demanding one item where several are', () => {
    const items = { type: 'string' };
    expect(adapted({ type: 'array', items, minItems: 3, uniqueItems: true })).toEqual({
      type: 'array',
      items,
      minItems: 1,
      description: 'Must satisfy {"uniqueItems":true,"minItems":3}.',
    });
  });

  test('by writing references out, with what stands beside them', () => {
    const schema = object(
      {
        home: { $ref: '#/$defs/town', description: 'Where.' },
        work: { $ref: '#/definitions/a~1b' },
      },
      {
        $defs: { town: { type: 'string', maxLength: 9 } },
        definitions: { 'a/b': { $ref: '#/$defs/town' } },
      },
    );
    const note = 'Must satisfy {"maxLength":9}.';
    expect(adapted(schema)).toEqual(
      closed({
        home: { type: 'string', description: `${note} Where.` },
        work: { type: 'string', description: note },
      }),
    );
  });

  test('by making one object of allOf', () => {
    const schema = {
      allOf: [
        { $ref: '#/$defs/named' },
        object({ age: { type: ['number', 'null'] }, name: { maxLength: 5, type: 'string' } }),
        object({ age: { type: 'integer' } }, { required: ['age'] }),
      ],
      $defs: { named: object({ name: { type: 'string' } }, { required: ['name'] }) },
    };
    expect(adapted(schema)).toEqual(
      closed(
        {
          name: { type: 'string', description: 'Must satisfy {"maxLength":5}.' },
          age: { type: 'integer' },
        },
        ['name', 'age'],
      ),
    );
  });

  test('by giving each member of a union what holds beside it', () => {
    const schema = object(
      { id: { type: 'string' } },
      {
        required: ['id'],
        oneOf: [object({ a: { type: 'number' } }), object({ b: { type: 'number' } })],
      },
    );
    const id = { type: 'string' };
    expect(adapted(schema)).toEqual({
      anyOf: [
        closed({ id, a: { type: 'number' } }, ['id']),
        closed({ id, b: { type: 'number' } }, ['id']),
      ],
    });
  });

  test('by saying in words which of its properties are alternatives', () => {
    const anyOf = [{ required: ['a'] }, { required: ['b'] }];
    const properties = { a: { type: 'string' }, b: { type: 'string' } };
    expect(adapted(object(properties, { anyOf }))).toEqual({
      ...closed(properties),
      description: 'Must satisfy {"anyOf":[{"required":["a"]},{"required":["b"]}]}.',
    });
  });

  test('by naming a type that goes without saying', () => {
    const schema = {
      properties: { n: { minimum: 1 }, s: { minLength: 1 }, l: { items: { const: 7 } } },
    };
    expect(adapted(schema)).toMatchObject({
      type: 'object',
      properties: { n: { type: 'number' }, s: { type: 'string' }, l: { type: 'array' } },
    });
  });

  test('by taking OpenAPI’s word for null, and leaving out what says nothing to Claude', () => {
    const schema = { type: 'string', nullable: true, $id: 'x', $comment: 'c', readOnly: true };
    expect(adapted(schema)).toEqual({ type: ['string', 'null'] });
  });

  test('whatever its properties are called', () => {
    const names = [
      'constructor',
      'toString',
      'hasOwnProperty',
      'a/b',
      'c~d',
      '',
      'properties',
      '$ref',
    ];
    const properties = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
    expect(adapted(object(properties, { required: names }))).toEqual(closed(properties, names));
  });
});

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

describe('a hostile schema ends soon', () => {
  test('however deep it is', () => {
    let deep: Schema = { type: 'string' };
    for (let level = 0; level < 100_000; level += 1) deep = { not: deep };
    expect(refusals(deep)).toEqual([expect.stringMatching(/nested deeper than 64/)]);
  });

  test('however much its references multiply', () => {
    const $defs: Schema = { d0: { type: 'string' } };
    for (let level = 1; level < 30; level += 1) {
      const ref = { $ref: `#/$defs/d${level - 1}` };
      $defs[`d${level}`] = object({ a: ref, b: ref });
    }
    const told = refusals({ $ref: '#/$defs/d29', $defs });
    expect(told).toContainEqual(expect.stringMatching(/^: has more than 2000 parts/));
  });

  test('however much its references multiply where they are only told in words', () => {
    const $defs: Schema = { d0: { type: 'string' } };
    for (let level = 1; level < 30; level += 1) {
      const ref = { $ref: `#/$defs/d${level - 1}` };
      $defs[`d${level}`] = { allOf: [ref, ref] };
    }
    const told = refusals({ type: 'string', not: { $ref: '#/$defs/d29' }, $defs });
    expect(told).toContainEqual(expect.stringMatching(/^: has more than 2000 parts/));
  });

  test('however many patterns it has', () => {
    const pattern = '^[a-z]{1,150}$';
    const many = Array.from({ length: 10 }, () => ({ pattern }));
    const told = refusals({ type: 'string', allOf: many });
    expect(told).toEqual([expect.stringMatching(/^: has patterns of \d+ steps together/)]);
  });

  test('however long what it defines and does not use is', () => {
    const told = refusals({ type: 'string', $defs: { a: { description: 'x'.repeat(64_001) } } });
    expect(told).toEqual([expect.stringMatching(/longer than 64000 characters/)]);
  });

  test('however long its words are', () => {
    const told = refusals({ type: 'string', description: 'x'.repeat(64_001) });
    expect(told).toEqual([expect.stringMatching(/longer than 64000 characters/)]);
  });
});
