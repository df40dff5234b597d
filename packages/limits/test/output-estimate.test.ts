import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createOutputEstimate } from '../src/output-estimate.ts';

test('without a history a dense page is expected, for each kind of work by itself', () => {
  const estimate = createOutputEstimate();
  estimate.learn('extract', 100);
  expect(estimate.of('transcribe')).toBe(900);
  expect(estimate.of('extract')).toBeLessThan(900);
});

test('the estimate moves towards what was used, never past it, and settles there', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20_000 }), (used) => {
      const estimate = createOutputEstimate();
      let distance = Math.abs(estimate.of('x') - used);
      for (let left = 1_500; left > 0; left -= 1) {
        estimate.learn('x', used);
        const now = Math.abs(estimate.of('x') - used);
        expect(now).toBeLessThanOrEqual(distance);
        distance = now;
      }
      expect(distance).toBeLessThanOrEqual(Math.max(2, Math.abs(900 - used) * 0.01));
    }),
    { numRuns: 50 },
  );
});

test('it stays within what was ever used, and one long answer among many hardly moves it', () => {
  const estimate = createOutputEstimate();
  for (let left = 500; left > 0; left -= 1) estimate.learn('x', left % 2 === 0 ? 400 : 600);
  expect(Math.abs(estimate.of('x') - 500)).toBeLessThan(30);
  const before = estimate.of('x');
  estimate.learn('x', 16_000);
  expect(estimate.of('x') - before).toBeLessThan(100);
});
