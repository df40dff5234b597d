import { describe, expect, jest, test } from '@jest/globals';
import type { CallNeed, Refusal, Reservation } from '@quire/limits';
import { holdFor } from '../src/hold-for.ts';
import { reserveCall } from '../src/reserve-call.ts';

jest.setTimeout(30_000);

const need: CallNeed = { group: 'claude-haiku-5-5', inputTokens: 100, kind: 'any' };
const NEVER = new AbortController().signal;

describe('a refusal', () => {
  const refusal = {
    kind: 'free',
    code: 'claude_overloaded',
    detail: 'x',
    requestId: null,
  } as const;

  test('of one page holds up nobody else', () => {
    expect(holdFor({ ...refusal, blame: 'page', retryAfterMs: 5_000 }, 'group')).toBeNull();
  });

  test.each([
    ['as long as it asks', 3_000, 3_000],
    ['ten seconds where it does not say', null, 10_000],
    ['five minutes where it asks for an hour', 3_600_000, 300_000],
  ])('for everybody pauses the group %s', (_how, retryAfterMs, forMs) => {
    expect(holdFor({ ...refusal, blame: 'pause', retryAfterMs }, 'group')).toEqual({
      group: 'group',
      code: 'claude_overloaded',
      detail: 'x',
      forMs,
      isHalt: false,
    });
  });

  test('that somebody has to mend halts the group, and is probed each minute', () => {
    expect(holdFor({ ...refusal, blame: 'halt', retryAfterMs: null }, 'group')).toMatchObject({
      forMs: 60_000,
      isHalt: true,
    });
  });
});

describe('reserving a call', () => {
  test('waits for its turn, and gives it', async () => {
    const limiter = scripted([{ waitMs: 50 }]);
    const startedAt = performance.now();
    expect(await reserveCall(limiter, need, NEVER)).toMatchObject({ waitMs: 50 });
    expect(performance.now() - startedAt).toBeGreaterThan(45);
    expect(limiter.released).toBe(0);
  });

  test('asks again while the bucket is full, for a while', async () => {
    const limiter = scripted([full(20), full(20), { waitMs: 0 }]);
    expect(await reserveCall(limiter, need, NEVER)).toMatchObject({ waitMs: 0 });
    expect(limiter.asked).toBe(3);
  });

  test('gives the job back when the turn is more than ten seconds away', async () => {
    await expect(reserveCall(scripted([full(12_000)]), need, NEVER)).rejects.toMatchObject({
      name: 'Postponed',
      message: 'the rate limit is reached',
      forMs: between(12_000, 13_000),
    });
  });

  test('gives the job back at once, by name, while everybody is held up', async () => {
    const held = { retryInMs: 40, code: 'claude_overloaded' };
    await expect(reserveCall(scripted([held]), need, NEVER)).rejects.toMatchObject({
      name: 'Postponed',
      message: 'claude_overloaded',
      forMs: between(40, 1_040),
    });
  });

  test('comes again after fifteen seconds at the latest: a hold may be lifted by hand', async () => {
    const held = { retryInMs: 300_000, code: 'claude_spend_limit' };
    await expect(reserveCall(scripted([held]), need, NEVER)).rejects.toMatchObject({
      forMs: between(15_000, 16_000),
    });
  });

  test('begins nothing in a process that is to end', async () => {
    const limiter = scripted([{ waitMs: 0 }]);
    await expect(reserveCall(limiter, need, AbortSignal.abort())).rejects.toMatchObject({
      name: 'Postponed',
      forMs: 0,
    });
    expect(limiter.asked).toBe(0);
  });

  test.each([
    ['booked turn, which it gives back', { waitMs: 9_000 }, 1],
    ['bucket', full(9_000), 0],
  ])(
    'that waits for its %s stops waiting when the process is to end',
    async (_what, answer, released) => {
      const stopping = new AbortController();
      const limiter = scripted([answer]);
      const reserving = reserveCall(limiter, need, stopping.signal).catch(
        (error: unknown) => error,
      );
      const startedAt = performance.now();
      setTimeout(() => stopping.abort(), 50);
      expect(await reserving).toMatchObject({ name: 'Postponed', forMs: 0 });
      expect(performance.now() - startedAt).toBeLessThan(5_000);
      expect(limiter.released).toBe(released);
    },
  );
});

type Scripted = {
  asked: number;
  released: number;
  reserve(wanted: CallNeed): Promise<Reservation | Refusal>;
};

/** A limiter that gives these answers in turn. */
function scripted(answers: readonly (Refusal | { readonly waitMs: number })[]): Scripted {
  const limiter: Scripted = {
    asked: 0,
    released: 0,
    reserve(wanted) {
      expect(wanted).toBe(need);
      const answer = answers[limiter.asked];
      limiter.asked += 1;
      if (answer === undefined) throw new Error('it was asked too often');
      if ('retryInMs' in answer) return Promise.resolve(answer);
      return Promise.resolve({
        ...answer,
        settle: () => Promise.resolve(),
        release: () => {
          limiter.released += 1;
          return Promise.resolve();
        },
      });
    },
  };
  return limiter;
}

function full(retryInMs: number): Refusal {
  return { retryInMs, code: null };
}

function between(low: number, high: number): unknown {
  return {
    asymmetricMatch: (value: unknown) => typeof value === 'number' && value >= low && value <= high,
    toString: () => `between ${low} and ${high}`,
  };
}
