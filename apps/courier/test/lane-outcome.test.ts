import { expect, test } from '@jest/globals';
import type { DeliveryOutcome } from '@quire/webhooks';
import { laneOutcome } from '../src/lane-outcome.ts';

const outcome = (kind: DeliveryOutcome['kind'], statusCode: number | null): DeliveryOutcome => ({
  kind,
  statusCode,
  durationMs: 1,
  error: null,
  response: null,
  retryAfterMs: null,
});

test.each([
  ['delivered', 204, 'delivered'],
  ['gone', 410, 'gone'],
  ['abandoned', null, 'abandoned'],
  ['refused', null, 'failed'],
  // It answers, and dislikes what it was sent.
  ['failed', 302, 'failed'],
  ['failed', 404, 'failed'],
  // It is better left alone.
  ['failed', 429, 'unwell'],
  ['failed', 500, 'unwell'],
  ['failed', 504, 'unwell'],
  ['failed', null, 'unwell'],
] as const)('an attempt that is %s with %p says of its receiver: %s', (kind, status, expected) => {
  expect(laneOutcome(outcome(kind, status))).toBe(expected);
});
