import { describe, expect, test } from '@jest/globals';
import { schemaMistakes } from '../src/schema/schema-mistakes.ts';

type Schema = Record<string, unknown>;

function object(properties: Schema, rest: Schema = {}): Schema {
  return { type: 'object', properties, ...rest };
}

/** Where and why a schema is refused, as `place: reason`. */
function refusals(schema: Schema): string[] {
  return schemaMistakes(schema).map(({ path, message }) => `${path.join('/')}: ${message}`);
}

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
