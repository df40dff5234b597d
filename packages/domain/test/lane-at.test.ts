import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { BATCH_ROOM_MS, laneAt, lastMomentMs, REALTIME_ROOM_MS } from '../src/index.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const after = (ms: number): string => new Date(NOW + ms).toISOString();

describe('the lane of a call', () => {
  test.each([
    [{}, 'realtime'],
    [{ lane: 'realtime' }, 'realtime'],
    [{ lane: 'batch' }, 'batch'],
    [{ lane: 'auto' }, 'realtime'],
    [{ lane: 'auto', deadline: after(BATCH_ROOM_MS) }, 'batch'],
    [{ lane: 'auto', deadline: after(BATCH_ROOM_MS - 1) }, 'realtime'],
    [{ lane: 'auto', deadline: after(-1) }, 'realtime'],
  ] as const)('of %j is %s', (options, lane) => {
    expect(laneAt(options, NOW)).toBe(lane);
  });

  test('never goes back to a batch once the last moment has come', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), (ms) => {
        const options = { lane: 'auto', deadline: after(ms) } as const;
        const last = lastMomentMs(options) ?? Number.NaN;
        expect(laneAt(options, last)).toBe('realtime');
        expect(last).toBe(NOW + ms - REALTIME_ROOM_MS);
      }),
    );
  });

  test('that is told has no last moment', () => {
    expect(lastMomentMs({ lane: 'batch' })).toBeNull();
    expect(lastMomentMs({ lane: 'auto' })).toBeNull();
  });
});
