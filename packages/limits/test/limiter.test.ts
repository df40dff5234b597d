import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type PrivateRedis, startPrivateRedis } from '@quire/testkit';
import * as fc from 'fast-check';
import { Redis } from 'ioredis';
import { createLimiter, type Limits, type Refusal, type Reservation } from '../src/index.ts';

let server: PrivateRedis;
let redis: Redis;
beforeAll(async () => {
  server = await startPrivateRedis();
  redis = new Redis(server.url);
});
afterEach(async () => {
  await redis.flushall();
  const clients = String(await redis.client('LIST'))
    .trim()
    .split('\n');
  if (clients.length > 1) throw new Error('a test left a Redis connection open');
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const GROUP = 'claude-haiku-5-5';
const need = { group: GROUP, inputTokens: 1_000, kind: 'transcribe' };
const AMPLE: Limits = { rpm: 600_000, itpm: 600_000_000, otpm: 600_000_000 };

const limiter = (limits: Partial<Limits> = {}) =>
  createLimiter(redis, 'test', { [GROUP]: { ...AMPLE, ...limits } });

function granted(answer: Reservation | Refusal): Reservation {
  if ('waitMs' in answer) return answer;
  throw new Error(`refused for ${answer.retryInMs} ms: ${answer.code}`);
}

function refused(answer: Reservation | Refusal): Refusal {
  if ('retryInMs' in answer) return answer;
  throw new Error(`granted after ${answer.waitMs} ms`);
}

/** How many calls start at once: the burst of one second. */
async function burst(lane: ReturnType<typeof limiter>): Promise<number> {
  const answers = await Promise.all(Array.from({ length: 40 }, () => lane.reserve(need)));
  return answers.filter((answer) => 'waitMs' in answer && answer.waitMs === 0).length;
}

const level = async (bucket: string): Promise<number> =>
  Number(await redis.hget(`test:lane:${GROUP}`, bucket));

describe('a reservation', () => {
  test('is granted at once from a rested bucket', async () => {
    expect(granted(await limiter().reserve(need)).waitMs).toBe(0);
  });

  test('books what is not there yet into the near future, each after the one before', async () => {
    // Two a second, of which two are there at once.
    const lane = limiter({ rpm: 120 });
    const waits: number[] = [];
    for (let left = 6; left > 0; left -= 1) waits.push(granted(await lane.reserve(need)).waitMs);
    expect(waits.slice(0, 2)).toEqual([0, 0]);
    for (const [at, expected] of [
      [2, 500],
      [3, 1_000],
      [4, 1_500],
      [5, 2_000],
    ] as const) {
      expect(waits[at]).toBeLessThanOrEqual(expected);
      // As much less as the machine was slow.
      expect(waits[at]).toBeGreaterThan(expected - 450);
    }
  });

  test('further ahead than three seconds is refused, with the time after which to ask again', async () => {
    const lane = limiter({ rpm: 60 });
    for (let left = 4; left > 0; left -= 1) granted(await lane.reserve(need));
    const { retryInMs, code } = refused(await lane.reserve(need));
    expect(code).toBeNull();
    expect(retryInMs).toBeGreaterThan(0);
    expect(retryInMs).toBeLessThanOrEqual(1_000);
    await sleep(retryInMs + 5);
    granted(await lane.reserve(need));
  });

  test('waits for input tokens, and larger than the whole bucket it still gets its turn', async () => {
    const lane = limiter({ itpm: 60_000 });
    expect(granted(await lane.reserve({ ...need, inputTokens: 3_000 })).waitMs).toBe(0);
    // 1,000 were there, 2,000 are owed: two seconds.
    const { waitMs } = granted(await lane.reserve(need));
    expect(waitMs).toBeGreaterThan(1_000);
    expect(waitMs).toBeLessThanOrEqual(2_000);
  });

  test('waits for output tokens by what such work used before', async () => {
    // 900 tokens are expected, 100 a second come.
    const lane = limiter({ otpm: 6_000 });
    expect(granted(await lane.reserve(need)).waitMs).toBe(0);
    expect(refused(await lane.reserve(need)).retryInMs).toBeGreaterThan(3_000);
  });

  test('of one group takes nothing from another', async () => {
    const few = { ...AMPLE, rpm: 60 };
    const lane = createLimiter(redis, 'test', { one: few, other: few });
    for (let left = 4; left > 0; left -= 1) granted(await lane.reserve({ ...need, group: 'one' }));
    refused(await lane.reserve({ ...need, group: 'one' }));
    expect(granted(await lane.reserve({ ...need, group: 'other' })).waitMs).toBe(0);
  });

  test('that is released gives everything back', async () => {
    const lane = limiter({ rpm: 60, itpm: 60_000, otpm: 60_000 });
    for (let left = 10; left > 0; left -= 1) {
      const reservation = granted(await lane.reserve(need));
      expect(reservation.waitMs).toBe(0);
      await reservation.release();
    }
  });

  test('that is settled gives back what was not used, and takes what was used beyond it', async () => {
    const lane = limiter();
    const first = granted(await lane.reserve(need));
    const [requests, input, output] = [
      await level('requests'),
      await level('input'),
      await level('output'),
    ];
    await first.settle({ inputTokens: 400, outputTokens: 100 });
    expect(await level('requests')).toBeCloseTo(requests, 3);
    expect(await level('input')).toBeCloseTo(input + 600, 3);
    expect(await level('output')).toBeCloseTo(output + 800, 3);
    const second = granted(await lane.reserve(need));
    const [inputThen, outputThen] = [await level('input'), await level('output')];
    await second.settle({ inputTokens: 5_000, outputTokens: 20_000 });
    expect(await level('input')).toBeCloseTo(inputThen - 4_000, 3);
    expect(outputThen - (await level('output'))).toBeGreaterThan(19_000);
  });

  test('given back to a lane that is gone makes no lane', async () => {
    const reservation = granted(await limiter().reserve(need));
    await redis.flushall();
    await reservation.release();
    await reservation.settle({ inputTokens: 1, outputTokens: 1 });
    expect(await redis.keys('*')).toEqual([]);
  });

  test('never makes a bucket hold more than its burst, however much is given back', async () => {
    const lane = limiter({ rpm: 120 });
    const reservations = [granted(await lane.reserve(need)), granted(await lane.reserve(need))];
    for (const booked of [...reservations, ...reservations, ...reservations])
      await booked.release();
    const waits = [];
    for (let left = 4; left > 0; left -= 1) waits.push(granted(await lane.reserve(need)).waitMs);
    expect(waits.filter((waitMs) => waitMs === 0)).toHaveLength(2);
  });
});

describe('any number of clients', () => {
  test('together never start more than the burst and the rate allow', async () => {
    const call = fc.record({
      client: fc.integer({ min: 0, max: 2 }),
      inputTokens: fc.integer({ min: 1, max: 3_000 }),
      afterMs: fc.constantFrom(0, 0, 0, 1, 5),
    });
    const limits = fc.record({
      rpm: fc.integer({ min: 300, max: 6_000 }),
      itpm: fc.integer({ min: 60_000, max: 600_000 }),
      otpm: fc.integer({ min: 60_000, max: 600_000 }),
    });
    const property = fc.asyncProperty(
      limits,
      fc.array(call, { minLength: 20, maxLength: 60, size: 'max' }),
      async (given, calls) => {
        await redis.flushall();
        const connections = [redis.duplicate(), redis.duplicate(), redis.duplicate()];
        const clients = connections.map((connection) =>
          createLimiter(connection, 'test', { [GROUP]: given }),
        );
        await Promise.all(connections.map((connection) => connection.ping()));
        const startedAt = performance.now();
        const starts: { atMs: number; inputTokens: number }[] = [];
        const asking: Promise<void>[] = [];
        for (const { client, inputTokens, afterMs } of calls) {
          if (afterMs > 0) await sleep(afterMs);
          const ask = async (): Promise<void> => {
            const answer = await clients[client]?.reserve({ ...need, inputTokens });
            // Seen from here a call starts no earlier than Redis has booked it.
            if (answer && 'waitMs' in answer) {
              starts.push({ atMs: performance.now() - startedAt + answer.waitMs, inputTokens });
            }
          };
          asking.push(ask());
        }
        await Promise.all(asking);
        for (const connection of connections) connection.disconnect();
        expect(starts.length).toBeGreaterThan(0);
        starts.sort((a, b) => a.atMs - b.atMs);
        let tokens = 0;
        for (const [before, { atMs, inputTokens }] of starts.entries()) {
          // A millisecond for clocks that are read in whole ones.
          const seconds = (atMs + 1) / 1_000 + 1;
          expect(before + 1).toBeLessThanOrEqual((given.rpm / 60) * seconds + 1e-6);
          tokens += inputTokens;
          // The last call of all may take more than is there.
          expect(tokens).toBeLessThanOrEqual((given.itpm / 60) * seconds + 3_000);
          expect(before * 900).toBeLessThanOrEqual((given.otpm / 60) * seconds + 900);
        }
      },
    );
    // Times do not repeat, so there is nothing to shrink.
    await fc.assert(property, { numRuns: 60, endOnFailure: true });
  }, 60_000);

  test('together use the whole rate', async () => {
    const lane = limiter({ rpm: 6_000 });
    const other = redis.duplicate();
    const second = createLimiter(other, 'test', { [GROUP]: { ...AMPLE, rpm: 6_000 } });
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, at) => (at % 2 === 0 ? lane : second).reserve(need)),
    );
    other.disconnect();
    const waits = answers.map((answer) => granted(answer).waitMs);
    // A hundred at once, then a hundred a second: the last of 300 is booked two seconds ahead.
    expect(Math.max(...waits)).toBeLessThanOrEqual(2_000);
    expect(waits.filter((waitMs) => waitMs === 0).length).toBeGreaterThanOrEqual(100);
  });
});

describe('a hold', () => {
  const pause = {
    group: GROUP,
    code: 'claude_overloaded',
    detail: '529',
    forMs: 60_000,
    isHalt: false,
  };
  const halt = {
    group: GROUP,
    code: 'claude_key_rejected',
    detail: '401',
    forMs: 90_000,
    isHalt: true,
  };

  test('lets no call start, and says why and for how long', async () => {
    const lane = limiter();
    await lane.hold(pause);
    const { retryInMs, code } = refused(await lane.reserve(need));
    expect(code).toBe('claude_overloaded');
    expect(retryInMs).toBeGreaterThan(50_000);
    expect(retryInMs).toBeLessThanOrEqual(60_000);
    expect(await lane.holds()).toEqual([{ ...pause, forMs: expect.any(Number) }]);
  });

  test('holds for every process, and for its group alone', async () => {
    await limiter().hold(halt);
    expect(refused(await limiter().reserve(need)).code).toBe('claude_key_rejected');
    expect(await limiter().holds()).toEqual([{ ...halt, forMs: expect.any(Number) }]);
    granted(await limiter().reserve({ ...need, group: 'another' }));
  });

  test('that is longer stands, whichever came first', async () => {
    const lane = limiter();
    await lane.hold(halt);
    await lane.hold(pause);
    expect(await lane.holds()).toMatchObject([{ code: 'claude_key_rejected', isHalt: true }]);
    await lane.hold({ ...pause, forMs: 200_000 });
    expect(await lane.holds()).toMatchObject([{ code: 'claude_overloaded', isHalt: false }]);
  });

  test('ends by itself', async () => {
    const lane = limiter();
    await lane.hold({ ...pause, forMs: 50 });
    const { retryInMs } = refused(await lane.reserve(need));
    expect(retryInMs).toBeLessThanOrEqual(50);
    await sleep(retryInMs + 5);
    granted(await lane.reserve(need));
    expect(await lane.holds()).toEqual([]);
  });

  test('ends by command, in every group', async () => {
    const lane = limiter();
    await lane.hold(halt);
    await lane.hold({ ...pause, group: 'another' });
    expect(await lane.holds()).toHaveLength(2);
    await lane.resume();
    expect(await lane.holds()).toEqual([]);
    granted(await lane.reserve(need));
    // What was booked stays booked: only the hold is gone.
    expect(await level('requests')).toBeGreaterThan(0);
  });

  test('is none where nothing was ever held', async () => {
    await limiter().resume();
    expect(await limiter().holds()).toEqual([]);
  });
});

describe('limits', () => {
  const unseen = { rpm: undefined, itpm: undefined, otpm: undefined };

  test('that were configured stand, whatever response headers say', async () => {
    const configured = limiter({ rpm: 120 });
    configured.learn(GROUP, { rpm: 60_000, itpm: 1, otpm: 1 });
    expect(await burst(configured)).toBe(2);
  });

  test('are the lowest tier’s until headers tell them, each by itself', async () => {
    const learning = createLimiter(redis, 'test', {});
    // 400,000 output tokens a minute are 7.4 calls of 900 in a second; time goes on meanwhile.
    const first = await burst(learning);
    expect(first).toBeGreaterThanOrEqual(8);
    expect(first).toBeLessThan(30);
    await redis.flushall();
    learning.learn(GROUP, { ...unseen, rpm: 120 });
    learning.learn(GROUP, { ...unseen, itpm: 5_000_000 });
    learning.learn(GROUP, unseen);
    expect(await burst(learning)).toBe(2);
  });
});
