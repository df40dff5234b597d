import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { advance, charge, fullAtMs, fullBucket, remaining, take } from '../src/limits/bucket.ts';

describe('a bucket', () => {
  test('never grants more than its burst and what refilled since', () => {
    const calls = fc.array(
      fc.record({ afterMs: fc.nat(5000), amount: fc.integer({ min: 1, max: 50 }) }),
    );
    fc.assert(
      fc.property(
        calls,
        fc.integer({ min: 60, max: 6000 }),
        fc.integer({ min: 1, max: 60 }),
        (list, perMinute, burstS) => {
          let bucket = fullBucket(perMinute, burstS, 0);
          let now = 0;
          let granted = 0;
          for (const { afterMs, amount } of list) {
            now += afterMs;
            const asked = Math.min(amount, bucket.burst);
            const taking = take(bucket, asked, now);
            bucket = taking.bucket;
            if (taking.isGranted) granted += asked;
            expect(granted).toBeLessThanOrEqual(bucket.burst + (perMinute * now) / 60_000 + 1e-6);
          }
        },
      ),
    );
  });

  test('grants after the wait it names, and not a moment before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), (amount) => {
        const empty = charge(fullBucket(6000, 1, 0), 100);
        const refused = take(empty, amount, 0);
        expect(refused.isGranted).toBe(false);
        expect(take(empty, amount, refused.waitMs - 1).isGranted).toBe(false);
        expect(take(empty, amount, refused.waitMs + 1e-6).isGranted).toBe(true);
      }),
    );
  });

  test('refuses within its burst while its minute still looks nearly full', () => {
    const bucket = take(fullBucket(1200, 1, 0), 20, 0).bucket;
    expect(take(bucket, 1, 0).isGranted).toBe(false);
    expect(remaining(bucket)).toBe(1180);
  });

  test('lets through what is larger than its burst, once, and is in debt for it', () => {
    const { isGranted, bucket } = take(fullBucket(600, 1, 0), 100, 0);
    expect(isGranted).toBe(true);
    expect(fullAtMs(bucket)).toBe(10_000);
    expect(take(bucket, 1, 5000).isGranted).toBe(false);
  });

  test('that is drawn from evenly below its rate stays full', () => {
    const bucket = advance(fullBucket(6000, 1, 0), 10_000, 900);
    expect(bucket.deficit).toBe(0);
  });

  test('refills slower while others draw from it', () => {
    const shared = { ...charge(fullBucket(6000, 1, 0), 100), foreignPerMinute: 3000 };
    expect(advance(shared, 1000).deficit).toBeCloseTo(50);
  });
});
