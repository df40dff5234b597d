import { describe, expect, test } from '@jest/globals';
import { checkSchema } from '@quire/claude-sim';
import { adaptSchema } from '../src/schema/adapt-schema.ts';

type Schema = Record<string, unknown>;

function object(properties: Schema, rest: Schema = {}): Schema {
  return { type: 'object', properties, ...rest };
}

function closed(properties: Schema, required: string[] = []): Schema {
  return { type: 'object', properties, required, additionalProperties: false };
}

/** The adapted schema, held to what the API takes. */
function adapted(schema: Schema): Schema {
  const adaptation = adaptSchema(schema);
  if (!adaptation.isAdapted) throw new Error(JSON.stringify(adaptation.mistakes));
  checkSchema(adaptation.schema);
  return adaptation.schema;
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
