import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { formatCursor, parseCursor, resumeFrom } from '../src/index.ts';

const cursor = fc.record({
  round: fc.integer({ min: 1, max: 999_999_999 }),
  position: fc.integer({ min: 0, max: 999_999_999 }),
  isEnd: fc.boolean(),
});

describe('an event’s id', () => {
  test('says how far its client was told', () => {
    expect(formatCursor({ round: 1, position: 57, isEnd: false })).toBe('1-57');
    expect(formatCursor({ round: 2, position: 0, isEnd: true })).toBe('2-0-end');
    fc.assert(
      fc.property(cursor, (one) => {
        expect(parseCursor(formatCursor(one))).toEqual(one);
        // What an EventSource keeps, and a header can carry.
        expect(formatCursor(one)).toMatch(/^[\w-]+$/);
      }),
    );
  });

  test.each([
    undefined,
    '',
    '1',
    '1-',
    '-1',
    '1-2-',
    '1-2-ended',
    ' 1-2',
    '1-2\n',
    '1.5-2',
    '0x1-2',
  ])('that is none of ours says nothing: %j', (id) => {
    expect(parseCursor(id)).toBeNull();
  });
});

describe('who comes again', () => {
  const told = { round: 2, position: 3, isEnd: false };

  test('goes on after what he was told', () => {
    expect(resumeFrom(told, { round: 2, length: 5 })).toBe(3);
    expect(resumeFrom(told, { round: 2, length: 3 })).toBe(3);
    expect(resumeFrom({ ...told, isEnd: true }, { round: 2, length: 5 })).toBe(3);
  });

  test('is told all where that is of another round, was never told, or is not known', () => {
    expect(resumeFrom(told, { round: 3, length: 5 })).toBe(0);
    expect(resumeFrom(told, { round: 1, length: 5 })).toBe(0);
    expect(resumeFrom(told, { round: 2, length: 2 })).toBe(0);
    expect(resumeFrom(null, { round: 2, length: 5 })).toBe(0);
  });
});
