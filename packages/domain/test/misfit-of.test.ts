import { describe, expect, test } from '@jest/globals';
import { misfitOf } from '../src/misfit-of.ts';

const keeper = `${'bookkeeper '.repeat(200)}!`;

describe('an answer is held to its schema', () => {
  // In the engine of JavaScript each of these would not end within the age of the test.
  test.each(['^(([a-z ])+)+$', '^(a|aa|[a-z ])*$', '(b+o*)+(k*e*)+(p*e*r* *)+$'])(
    'in linear time whatever its pattern: %s',
    (pattern) => {
      expect(misfitOf(keeper, { type: 'string', pattern })).toMatch(/must match pattern/);
      const fits = { type: 'string', pattern: pattern.replace('$', '') };
      expect(misfitOf('bookkeeper', fits)).toBeNull();
      expect(
        misfitOf({ [keeper]: 1 }, { patternProperties: { [pattern]: {} }, minProperties: 2 }),
      ).toMatch(/fewer than 2/);
    },
  );

  test('as JSON Schema has it, where a pattern is an ordinary one', () => {
    const schema = { type: 'string', pattern: String.raw`^[A-ZÄ]{2}\u002d\d+(?:[.,]\d{2})?\/x$` };
    expect(misfitOf('ÄB-12,50/x', schema)).toBeNull();
    expect(misfitOf('AB-12,5/x', schema)).toMatch(/must match pattern/);
  });

  test('in time that grows with its items alone where they have to differ', () => {
    const items = Array.from({ length: 20_000 }, (_, at) => ({ at, beside: { b: 1, a: at % 7 } }));
    expect(misfitOf(items, { type: 'array', uniqueItems: true })).toBeNull();
    const again = [...items, { beside: { a: 3, b: 1 }, at: 3 }];
    expect(misfitOf(again, { type: 'array', uniqueItems: true })).toMatch(/duplicate/);
    expect(misfitOf(again, { type: 'array', uniqueItems: false })).toBeNull();
  });
});
