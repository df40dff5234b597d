import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, jest, test } from '@jest/globals';
import type { CallNeed, Limiter, Refusal } from '@quire/limits';
import { holdFor } from '../src/hold-for.ts';
import { reserveCall } from '../src/reserve-call.ts';

jest.setTimeout(30_000);

const need: CallNeed = {
  group: 'claude-haiku-5-5',
  inputTokens: 100,
  kind: 'any',
  maxOutputTokens: 16_000,
  inputCostMicroUsd: 10,
  outputMicroUsdPerToken: 0.5,
  budgets: [],
  leaseMs: 180_000,
};
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

  test('for everybody is told to the limiter, with the time that it names', () => {
    const trouble = { group: 'group', code: 'claude_overloaded', detail: 'x' };
    expect(holdFor({ ...refusal, blame: 'pause', retryAfterMs: 3_000 }, 'group')).toEqual({
      ...trouble,
      kind: 'down',
      retryAfterMs: 3_000,
    });
    const limited = { ...refusal, code: 'claude_rate_limited' } as const;
    expect(holdFor({ ...limited, blame: 'pause', retryAfterMs: null }, 'group')).toMatchObject({
      kind: 'pause',
      retryAfterMs: null,
    });
  });

  test('that somebody has to mend halts the group', () => {
    expect(holdFor({ ...refusal, blame: 'halt', retryAfterMs: null }, 'group')).toMatchObject({
      kind: 'halt',
    });
  });
});

describe('reserving a call', () => {
  test('waits for its turn, and gives it', async () => {
    const limiter = scripted([{ waitMs: 50 }]);
    const startedAt = performance.now();
    expect(await reserveCall(limiter, need, NEVER, unparked)).toMatchObject({ waitMs: 50 });
    expect(performance.now() - startedAt).toBeGreaterThan(45);
    expect(limiter.released).toBe(0);
  });

  test('asks again while the bucket is full, for a while', async () => {
    const limiter = scripted([full(20), full(20), { waitMs: 0 }]);
    expect(await reserveCall(limiter, need, NEVER, unparked)).toMatchObject({ waitMs: 0 });
    expect(limiter.asked).toBe(3);
  });

  test('gives the job back when the turn is more than ten seconds away', async () => {
    await expect(
      reserveCall(scripted([full(12_000)]), need, NEVER, unparked),
    ).rejects.toMatchObject({
      name: 'Postponed',
      message: 'the rate limit is reached',
      forMs: between(12_000, 13_000),
    });
  });

  test('gives the job back at once, by name, while everybody is held up', async () => {
    const held = { ...full(40), code: 'claude_overloaded' } as const;
    await expect(reserveCall(scripted([held]), need, NEVER, unparked)).rejects.toMatchObject({
      name: 'Postponed',
      message: 'claude_overloaded',
      forMs: between(40, 1_040),
    });
  });

  test('comes again after fifteen seconds at the latest: a hold may be lifted by hand', async () => {
    const held = { ...full(300_000), code: 'claude_spend_limit' } as const;
    await expect(reserveCall(scripted([held]), need, NEVER, unparked)).rejects.toMatchObject({
      forMs: between(15_000, 16_000),
    });
  });

  test('says which budget is used up, and comes again in a minute', async () => {
    const spent = { ...full(300), code: 'budget_reached', budgetKey: 'document:doc_1' } as const;
    const said: string[] = [];
    const parked = (detail: string) => Promise.resolve(void said.push(detail));
    await expect(reserveCall(scripted([spent]), need, NEVER, parked)).rejects.toMatchObject({
      name: 'Postponed',
      message: 'budget_reached',
      forMs: between(60_000, 75_000),
    });
    expect(said).toEqual(['the budget document:doc_1 is used up']);
  });

  test('begins nothing in a process that is to end', async () => {
    const limiter = scripted([{ waitMs: 0 }]);
    await expect(reserveCall(limiter, need, AbortSignal.abort(), unparked)).rejects.toMatchObject({
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
      const reserving = reserveCall(limiter, need, stopping.signal, unparked).catch(
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

const unparked = (): Promise<void> => Promise.reject(new Error('no budget is used up here'));

type Scripted = Pick<Limiter, 'reserve' | 'settle' | 'waitOut'> & {
  asked: number;
  released: number;
};

/** A limiter that gives these answers in turn. */
function scripted(answers: readonly (Refusal | { readonly waitMs: number })[]): Scripted {
  const limiter: Scripted = {
    asked: 0,
    released: 0,
    reserve({ ticket, ...wanted }) {
      expect(wanted).toEqual(need);
      // Whoever asks again does so with the ticket that keeps its place.
      expect(ticket).toBe(limiter.asked === 0 ? undefined : 'ticket');
      const answer = answers[limiter.asked];
      limiter.asked += 1;
      if (answer === undefined) throw new Error('it was asked too often');
      if ('retryInMs' in answer) return Promise.resolve(answer);
      return Promise.resolve({
        ...answer,
        id: 'reservation',
        group: need.group,
        expectedOutputTokens: 900,
        expectedCostMicroUsd: 460,
        reservedMicroUsd: 1_800,
      });
    },
    waitOut: (_group, ms, signal) => sleep(ms, true, { signal }).catch(() => false),
    settle({ reservationId, outcome }) {
      expect([reservationId, outcome]).toEqual(['reservation', 'released']);
      limiter.released += 1;
      return Promise.resolve();
    },
  };
  return limiter;
}

function full(retryInMs: number): Refusal {
  return { retryInMs, code: null, detail: null, ticket: 'ticket' };
}

function between(low: number, high: number): unknown {
  return {
    asymmetricMatch: (value: unknown) => typeof value === 'number' && value >= low && value <= high,
    toString: () => `between ${low} and ${high}`,
  };
}
