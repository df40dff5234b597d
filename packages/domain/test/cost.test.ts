import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { costMicroUsd, usd } from '../src/index.ts';

test('a call costs its tokens at their prices, in whole micro-dollars', () => {
  const prices = { input: 1_000_000, output: 5_000_000 };
  expect(costMicroUsd({ input: 1_500, output: 400 }, prices)).toBe(3_500);
  expect(costMicroUsd({ input: 0, output: 0 }, prices)).toBe(0);
});

test.each([
  [4, 0],
  [5, 1],
  [6, 1],
  [14, 1],
  [15, 2],
  [25, 3],
])('halves are rounded up, once a call: %d tokens at $0.10 a million are %d', (input, cost) => {
  expect(costMicroUsd({ input, output: 0 }, { input: 100_000, output: 0 })).toBe(cost);
});

test('any call is within half a micro-dollar of the exact price', () => {
  const tokens = fc.integer({ min: 0, max: 2_000_000 });
  const price = fc.integer({ min: 0, max: 200_000_000 });
  fc.assert(
    fc.property(tokens, tokens, price, price, (input, output, inputPrice, outputPrice) => {
      const cost = costMicroUsd({ input, output }, { input: inputPrice, output: outputPrice });
      const exact = BigInt(input) * BigInt(inputPrice) + BigInt(output) * BigInt(outputPrice);
      // Half up in whole numbers: floor((2 × exact + 10⁶) / (2 × 10⁶)).
      expect(BigInt(cost)).toBe((2n * exact + 1_000_000n) / 2_000_000n);
    }),
    { numRuns: 2_000 },
  );
});

test('the outside sees dollars', () => {
  expect(usd(3_500)).toBe(0.0035);
  expect(usd(0)).toBe(0);
});
