import { expect, test } from '@jest/globals';
import { isOverdueRank, laneOf, rankOfTurn, waitingFor } from '../src/index.ts';

test('turns become ranks that a queue takes, in their order, and begin again', () => {
  expect([0, 7, 8, 64].map(rankOfTurn)).toEqual([1, 1, 2, 9]);
  const most = 2 ** 23;
  expect(rankOfTurn(most - 1)).toBe(2 ** 20);
  expect(rankOfTurn(most)).toBe(1);
});

test('a rank from before they began again is told from one that is waiting for its turn', () => {
  const last = rankOfTurn(2 ** 23 - 1);
  expect(isOverdueRank(last, rankOfTurn(2 ** 23))).toBe(true);
  expect(isOverdueRank(rankOfTurn(2 ** 23), last)).toBe(false);
  expect(isOverdueRank(rankOfTurn(100_000), rankOfTurn(0))).toBe(false);
});

test('what is held up together shares places: a model’s documents, and batches apart', () => {
  expect(laneOf({ model: 'a' })).not.toBe(laneOf({ model: 'b' }));
  expect(laneOf({ model: 'a', lane: 'batch' })).not.toBe(laneOf({ model: 'a' }));
  const patient = laneOf({ model: 'a', lane: 'auto', deadline: '2030-01-01T00:00:00Z' });
  expect([laneOf({ model: 'a' }), laneOf({ model: 'a', lane: 'batch' })]).not.toContain(patient);
  expect(laneOf({ model: 'a', lane: 'auto' })).toBe(laneOf({ model: 'a' }));
  expect(laneOf({ model: 'a', lane: 'realtime' })).toBe(laneOf({ model: 'a', priority: 9 }));
});

test('a document that has no place waits for admission, whatever else is in its way', () => {
  const hold = { code: 'claude_overloaded', detail: 'all wait' };
  for (const status of ['queued', 'splitting', 'processing'] as const) {
    expect(waitingFor(status, hold, hold, { hasToWait: true })?.code).toBe('admission');
  }
  expect(waitingFor('aggregating', null, null, { hasToWait: true })?.code).toBe('aggregator');
  expect(waitingFor('completed', null, null, { hasToWait: true })).toBeNull();
});
