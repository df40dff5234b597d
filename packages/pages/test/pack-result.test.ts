import { expect, test } from '@jest/globals';
import { array, assert, boolean, double, property, record, string } from 'fast-check';
import { packResult, unpackResult } from '../src/pack-result.ts';

const number = double({ noNaN: true });
const word = record({
  text: string({ unit: 'grapheme' }),
  x: number,
  y: number,
  width: number,
  height: number,
  fontSize: number,
  angle: number,
  isHidden: boolean(),
});

test('words come out of a message as they went in', () => {
  assert(
    property(array(word), (words) => {
      const layer = { words, soundness: 'sound' } as const;
      const sent = structuredClone(packResult({ kind: 'textLayer', layer }));
      expect(unpackResult(sent)).toEqual({ kind: 'textLayer', layer });
    }),
  );
});
