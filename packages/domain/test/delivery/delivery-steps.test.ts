import { describe, expect, test } from '@jest/globals';
import {
  array,
  assert,
  constantFrom,
  double,
  integer,
  property,
  record as aRecord,
} from 'fast-check';
import {
  afterAttempt,
  type AttemptFacts,
  deliveryRecord,
  type DeliveryRecord,
  endDelivery,
  Failure,
  newDelivery,
  replayDelivery,
} from '../../src/index.ts';

const HOUR = 3_600_000;
const created = newDelivery('document.completed', 1, 1_000);

function facts(statusCode: number, more: Partial<AttemptFacts> = {}): AttemptFacts {
  const isGood = statusCode === 200;
  const error = isGood
    ? null
    : ({ code: 'webhook_failed', message: `The receiver answered ${statusCode}.` } as const);
  return {
    run: 0,
    attempt: {
      at_ms: 2_000,
      duration_ms: 50,
      status_code: statusCode,
      error,
      response: isGood ? null : 'oh no',
    },
    retryAfterMs: null,
    isFinal: false,
    isEndpointDisabled: false,
    ...more,
  };
}

/** One failed attempt after the other, until no more is due. */
function exhausted(chance: number): {
  readonly record: DeliveryRecord;
  readonly waitsMs: number[];
} {
  let record: DeliveryRecord = created;
  const waitsMs: number[] = [];
  while (record.status === 'pending') {
    record = afterAttempt(record, facts(500), chance);
    if (record.next_attempt_at_ms !== null) waitsMs.push(record.next_attempt_at_ms - 2_050);
  }
  return { record, waitsMs };
}

describe('a delivery', () => {
  test('that was taken is delivered, and nothing more is due', () => {
    const { attempt } = facts(200);
    expect(afterAttempt(created, facts(200), 0)).toEqual({
      ...created,
      status: 'delivered',
      tries: 1,
      attempts: [attempt],
      delivered_at_ms: 2_050,
    });
  });

  test('that is never taken is tried ten times over about 75 hours, then given up', () => {
    const { record, waitsMs } = exhausted(0.5);
    expect(record).toMatchObject({
      status: 'failed',
      tries: 10,
      next_attempt_at_ms: null,
      delivered_at_ms: null,
      reason: { code: 'webhook_failed', message: 'The receiver answered 500.' },
    });
    expect(waitsMs.map((ms) => ms / 1_000)).toEqual([
      5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400,
    ]);
    expect(waitsMs.reduce((sum, ms) => sum + ms, 0) / HOUR).toBeCloseTo(75.6, 1);
  });

  test('waits a fifth more or less by chance, so that what failed together comes back apart', () => {
    expect(exhausted(0).waitsMs.slice(0, 2)).toEqual([4_000, 240_000]);
    expect(exhausted(1).waitsMs.slice(0, 2)).toEqual([6_000, 360_000]);
  });

  test('waits for as long as its receiver asks, a day at most, and never less than its step', () => {
    const asked = [90_000, 1, 365 * 24 * HOUR];
    const nextMs = asked.map(
      (retryAfterMs) => afterAttempt(created, facts(503, { retryAfterMs }), 0.5).next_attempt_at_ms,
    );
    expect(nextMs.map((ms) => (ms ?? 0) - 2_050)).toEqual([90_000, 5_000, 24 * HOUR]);
  });

  test('to an address that is refused has failed at once', () => {
    const after = afterAttempt(created, facts(0, { isFinal: true }), 0);
    expect(after).toMatchObject({ status: 'failed', next_attempt_at_ms: null });
  });

  test('to an endpoint that this disabled waits for a replay, and says why', () => {
    expect(afterAttempt(created, facts(410, { isEndpointDisabled: true }), 0)).toMatchObject({
      status: 'disabled',
      next_attempt_at_ms: null,
      reason: { message: 'The receiver answered 410.' },
    });
    const withheld = endDelivery(created, 'disabled', new Failure('webhook_disabled'));
    expect(withheld).toMatchObject({ status: 'disabled', reason: { code: 'webhook_disabled' } });
    expect(withheld.attempts).toEqual([]);
  });

  test('that has ended is not ended another way', () => {
    const delivered = afterAttempt(created, facts(200), 0);
    expect(endDelivery(delivered, 'failed', new Failure('worker_lost'))).toBe(delivered);
  });

  test('that is sent again begins its schedule anew, and keeps what was', () => {
    const { record } = exhausted(0.5);
    const again = replayDelivery(record, 9_000);
    expect(again).toEqual({
      ...record,
      status: 'pending',
      replays: 1,
      replayed_at_ms: 9_000,
      tries: 0,
      next_attempt_at_ms: 9_000,
      reason: null,
    });
    const failed = afterAttempt(again, facts(500, { run: 1 }), 0.5);
    expect(failed).toMatchObject({ status: 'pending', tries: 1, next_attempt_at_ms: 7_050 });
    expect(failed.attempts).toHaveLength(11);
  });

  test('of whose earlier run an attempt ends late lists it, and goes by its own run', () => {
    const again = replayDelivery(created, 9_000);
    const { attempt } = facts(500);
    expect(afterAttempt(again, facts(500), 0)).toEqual({ ...again, attempts: [attempt] });
    expect(afterAttempt(again, facts(200), 0)).toMatchObject({
      status: 'pending',
      delivered_at_ms: 2_050,
    });
  });

  test('stays small and readable, whatever happens to it', () => {
    const step = aRecord({
      kind: constantFrom('good', 'bad', 'late', 'disabled', 'final', 'replay'),
      chance: double({ min: 0, max: 1, noNaN: true }),
      retryAfterMs: integer({ min: 0, max: 1e9 }),
    });
    assert(
      property(array(step, { maxLength: 60 }), (steps) => {
        let record: DeliveryRecord = created;
        for (const { kind, chance, retryAfterMs } of steps) {
          const run = kind === 'late' ? record.replays - 1 : record.replays;
          const more = { run, retryAfterMs, isFinal: kind === 'final' };
          if (kind === 'replay') record = replayDelivery(record, 5_000);
          // A job of a run that is over does nothing.
          else if (record.status === 'pending')
            record = afterAttempt(
              record,
              facts(kind === 'good' ? 200 : 500, {
                ...more,
                isEndpointDisabled: kind === 'disabled',
              }),
              chance,
            );
        }
        expect(deliveryRecord.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
        expect(record.attempts.length).toBeLessThanOrEqual(20);
        expect(record.tries).toBeLessThanOrEqual(10);
        // What is over is not due, and what failed says why.
        const isDue = record.next_attempt_at_ms !== null;
        expect(isDue && record.status !== 'pending').toBe(false);
        const isToMend = record.status === 'failed' || record.status === 'disabled';
        expect(record.reason !== null).toBe(isToMend);
      }),
    );
  });
});
