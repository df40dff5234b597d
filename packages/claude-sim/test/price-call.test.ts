import { expect, test } from '@jest/globals';
import { findModel } from '../src/models/find-model.ts';
import { priceCall } from '../src/pricing/price-call.ts';
import { noTokens } from '../src/pricing/tokens.ts';

const plain = { isBatch: false, isUsOnly: false };
const price = (id: string, tokens: Partial<typeof noTokens>, terms = plain): number =>
  priceCall(findModel(id, Date.parse('2026-11-22')), { ...noTokens, ...tokens }, terms);

test('a page on Haiku 5.5 costs 0.13 cents, and half of it in a batch', () => {
  const page = { input: 5556, output: 1500 };
  expect(price('claude-haiku-5-5', page)).toBe(1306); // 555.6 + 750 = 1305.6
  expect(price('claude-haiku-5-5', page, { ...plain, isBatch: true })).toBe(653); // 652.8
});

test('above 100,000 prompt tokens all of a Haiku 5.5 call costs five times as much', () => {
  expect(price('claude-haiku-5-5', { input: 100_000, output: 100 })).toBe(10_050);
  expect(price('claude-haiku-5-5', { input: 100_001, output: 100 })).toBe(50_251); // 50,250.5
  expect(price('claude-haiku-5-5', { input: 1, cache_read: 100_000 })).toBe(5001); // 5,000.5
});

test('cache writes and reads have their own prices', () => {
  expect(price('claude-sonnet-5-5', { cache_write_5m: 1000 })).toBe(2500);
  expect(price('claude-sonnet-5-5', { cache_write_1h: 1000 })).toBe(4000);
  expect(price('claude-sonnet-5-5', { cache_read: 1000 })).toBe(100);
});

test('is rounded half up, once, after everything is added', () => {
  expect(price('claude-haiku-5-5', { input: 5 })).toBe(1); // 0.5
  expect(price('claude-haiku-5-5', { input: 4 })).toBe(0); // 0.4
  expect(price('claude-haiku-5-5', { input: 4, output: 1 })).toBe(1); // 0.4 + 0.5
});

test('US-only inference costs a tenth more', () => {
  expect(price('claude-opus-5-5', { output: 100 }, { ...plain, isUsOnly: true })).toBe(2200);
});
