import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  costMicroUsd,
  type Lane,
  limitedInputTokens,
  plainUsage,
  promptTokens,
  type TokenPrices,
  type TokenUsage,
  usd,
} from '../src/index.ts';

const free = { input: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 0 };

describe('a call', () => {
  test('costs its tokens at their prices, in whole micro-dollars', () => {
    const prices = { ...free, input: 1_000_000, output: 5_000_000 };
    expect(costMicroUsd(plainUsage(1_500, 400), prices)).toBe(3_500);
    expect(costMicroUsd(plainUsage(1_500, 400), prices, 'batch')).toBe(1_750);
    expect(costMicroUsd(plainUsage(0, 0), prices)).toBe(0);
  });

  test('pays for what the prompt cache wrote and read at their own prices', () => {
    const prices = {
      input: 100_000,
      cacheWrite5m: 125_000,
      cacheWrite1h: 200_000,
      cacheRead: 10_000,
      output: 500_000,
    };
    const usage = {
      inputTokens: 1_000,
      cacheWrite5mTokens: 2_000,
      cacheWrite1hTokens: 3_000,
      cacheReadTokens: 40_000,
      outputTokens: 500,
      thinkingTokens: 400,
    };
    expect(costMicroUsd(usage, prices)).toBe(100 + 250 + 600 + 400 + 250);
    expect(promptTokens(usage)).toBe(46_000);
    expect(limitedInputTokens(usage)).toBe(6_000);
  });

  test('does not pay for thinking twice', () => {
    const usage = { ...plainUsage(0, 900), thinkingTokens: 900 };
    expect(costMicroUsd(usage, { ...free, output: 1_000_000 })).toBe(900);
  });

  test.each([
    [4, 0],
    [5, 1],
    [6, 1],
    [14, 1],
    [15, 2],
    [25, 3],
  ])('is rounded half up, once: %d tokens at $0.10 a million are %d', (input, cost) => {
    expect(costMicroUsd(plainUsage(input, 0), { ...free, input: 100_000 })).toBe(cost);
  });

  test('is never off by a micro-dollar, in either lane', () => {
    const tokens = fc.integer({ min: 0, max: 2_000_000 });
    const price = fc.integer({ min: 0, max: 200_000_000 });
    const usages: fc.Arbitrary<TokenUsage> = fc.record({
      inputTokens: tokens,
      cacheWrite5mTokens: tokens,
      cacheWrite1hTokens: tokens,
      cacheReadTokens: tokens,
      outputTokens: tokens,
      thinkingTokens: tokens,
    });
    const tables: fc.Arbitrary<TokenPrices> = fc.record({
      input: price,
      cacheWrite5m: price,
      cacheWrite1h: price,
      cacheRead: price,
      output: price,
    });
    const lanes = fc.constantFrom<Lane>('realtime', 'batch');
    fc.assert(
      fc.property(usages, tables, lanes, (usage, prices, lane) => {
        const exact =
          BigInt(usage.inputTokens) * BigInt(prices.input) +
          BigInt(usage.cacheWrite5mTokens) * BigInt(prices.cacheWrite5m) +
          BigInt(usage.cacheWrite1hTokens) * BigInt(prices.cacheWrite1h) +
          BigInt(usage.cacheReadTokens) * BigInt(prices.cacheRead) +
          BigInt(usage.outputTokens) * BigInt(prices.output);
        const unit = lane === 'batch' ? 2_000_000n : 1_000_000n;
        // Half up in whole numbers: floor((2 × exact + unit) / (2 × unit)).
        expect(BigInt(costMicroUsd(usage, prices, lane))).toBe((2n * exact + unit) / (2n * unit));
      }),
      { numRuns: 5_000 },
    );
  });
});

test('the outside sees dollars', () => {
  expect(usd(3_500)).toBe(0.0035);
  expect(usd(0)).toBe(0);
});
