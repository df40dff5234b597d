import { describe, expect, test } from '@jest/globals';
import { retryAfterMs, seenLimits } from '../src/read-headers.ts';

const NOW_MS = Date.parse('2026-11-22T12:00:00Z');

describe('a refusal that asks to wait', () => {
  test.each([
    [{ 'retry-after': '3' }, 3_000],
    [{ 'retry-after': '0.25' }, 250],
    [{ 'retry-after': '3600' }, 3_600_000],
    [{ 'retry-after-ms': '40', 'retry-after': '3' }, 40],
    [{ 'retry-after': 'Sun, 22 Nov 2026 12:00:07 GMT' }, 7_000],
    // The server's clock is an hour ahead: its own date says that 7 seconds are meant.
    [
      { 'retry-after': 'Sun, 22 Nov 2026 13:00:07 GMT', date: 'Sun, 22 Nov 2026 13:00:00 GMT' },
      7_000,
    ],
  ])('in %j is obeyed', (headers, waitMs) => {
    expect(retryAfterMs(new Headers(headers), NOW_MS)).toBe(waitMs);
  });

  test.each([
    {},
    { 'retry-after': '0' },
    { 'retry-after': '-3' },
    { 'retry-after': '' },
    { 'retry-after': 'soon' },
    { 'retry-after-ms': '0' },
    { 'retry-after': 'Sun, 22 Nov 2026 11:59:59 GMT' },
  ])('in %j names no time', (headers) => {
    expect(retryAfterMs(new Headers(Object.entries(headers)), NOW_MS)).toBeNull();
  });
});

describe('the rate limit in headers', () => {
  test('is read as limits and as what is left, which may be nothing', () => {
    const headers = new Headers({
      'anthropic-ratelimit-requests-limit': '1000',
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-output-tokens-limit': '400000',
      'anthropic-ratelimit-output-tokens-remaining': '12000',
    });
    expect(seenLimits(headers)).toEqual({
      limits: { rpm: 1_000, itpm: undefined, otpm: 400_000 },
      remaining: { requests: 0, inputTokens: undefined, outputTokens: 12_000 },
    });
  });

  test.each(['', 'none', '-1', '0', 'Infinity', 'NaN'])('is not taken from %j', (value) => {
    const { limits } = seenLimits(new Headers({ 'anthropic-ratelimit-requests-limit': value }));
    expect(limits.rpm).toBeUndefined();
  });
});
