import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { documentId, isDocumentId } from '../src/index.ts';

const times = fc.integer({ min: 0, max: Date.UTC(2300, 0) });
const chance = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe('a document id', () => {
  test('is recognised, and fits a job’s id and a batch’s custom_id', () => {
    fc.assert(
      fc.property(times, chance, (nowMs, random) => {
        const id = documentId(nowMs, random);
        expect(id).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
        expect(`${id}-p10000`).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
        expect(id).not.toMatch(/^\d+$/);
        expect(isDocumentId(id)).toBe(true);
      }),
    );
  });

  test('sorts by age as text', () => {
    fc.assert(
      fc.property(times, times, chance, chance, (one, other, randomOne, randomOther) => {
        fc.pre(one < other);
        expect(documentId(one, randomOne) < documentId(other, randomOther)).toBe(true);
      }),
    );
  });

  test('differs wherever one of its sixteen signs of chance does', () => {
    const zeros = new Uint8Array(16);
    const ids = Array.from({ length: 16 }, (_, at) => documentId(5, zeros.with(at, 1)));
    expect(new Set([...ids, documentId(5, zeros)]).size).toBe(17);
  });

  test.each([
    '',
    'doc_',
    'doc_../../etc/passwd',
    `doc_${'0'.repeat(25)}`,
    `doc_${'0'.repeat(27)}`,
    `doc_${'i'.repeat(26)}`,
    `doc_${'l'.repeat(26)}`,
    `doc_${'o'.repeat(26)}`,
    `doc_${'u'.repeat(26)}`,
    `doc_${'A'.repeat(26)}`,
    `doc_${'0'.repeat(26)}\n`,
    `xdoc_${'0'.repeat(26)}`,
  ])('is not %j', (text) => {
    expect(isDocumentId(text)).toBe(false);
  });
});
