import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Redis } from 'ioredis';
import { createLimiter, type Reservation } from '../src/index.ts';
import { type Bench, GROUP, need, openBench, released, used } from './bench-limiter.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

/** What is asked for in one turn of the event loop is written together, as by a worker's connection. */
class GatheredRedis extends Redis {
  beforeWrite(ask: () => void): void {
    setImmediate(ask);
  }
}

const budgets = [{ key: 'document:d', capMicroUsd: 40_000, ttlS: 86_400 }];
const round = fc.record({
  settle: fc.array(
    fc.record({
      tokens: fc.integer({ min: 0, max: 3_000 }),
      isUsed: fc.boolean(),
      left: fc.nat(4_000_000),
    }),
    { maxLength: 4 },
  ),
  reserve: fc.array(fc.integer({ min: 1, max: 4_000 }), { maxLength: 5 }),
  passMs: fc.constantFrom(0, 40, 700, 5_000),
});

test('what is settled and booked together comes to what it comes to one after the other', async () => {
  const together = new GatheredRedis(bench.url, { db: 1 });
  const apart = new Redis(bench.url, { db: 2 });
  const limits = { [GROUP]: { rpm: 600, itpm: 600_000, otpm: 240_000 } };
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 12 }), async (rounds) => {
        await bench.clear();
        const seen: unknown[][] = [[], []];
        for (const [side, redis] of [together, apart].entries()) {
          let nowMs = bench.nowMs();
          const limiter = createLimiter(redis, 'test', 'one', limits, () => nowMs);
          const open: Reservation[] = [];
          for (const { settle, reserve, passMs } of rounds) {
            const ended = open.splice(0, settle.length);
            const tell = ended.map((reservation, at) => () => {
              const { tokens = 0, isUsed = false, left = 0 } = settle[at] ?? {};
              const remaining = { requests: 500, inputTokens: 500_000, outputTokens: left };
              const told = {
                limits: { rpm: 600, itpm: 600_000, otpm: 240_000 + (left % 3) },
                remaining,
              };
              return limiter.settle(
                isUsed
                  ? used(reservation, { outputTokens: tokens, seen: told })
                  : released(reservation),
              );
            });
            const ask = reserve.map(
              (inputTokens) => () => limiter.reserve({ ...need, inputTokens, budgets }),
            );
            const answers: Awaited<ReturnType<typeof limiter.reserve>>[] = [];
            if (side === 0) {
              const asked = ask.map((one) => one());
              await Promise.all([...asked, ...tell.map((one) => one())]);
              answers.push(...(await Promise.all(asked)));
            } else {
              for (const one of tell) await one();
              for (const one of ask) answers.push(await one());
            }
            for (const answer of answers) {
              if ('waitMs' in answer) open.push(answer);
              const { ticket: _own, id: _other, ...rest } = { ticket: '', id: '', ...answer };
              seen[side]?.push(rest);
            }
            nowMs += passMs;
          }
          seen[side]?.push(await limiter.levels(), await limiter.budgets(['document:d']));
        }
        expect(seen[0]).toEqual(seen[1]);
      }),
      { numRuns: 40 },
    );
    await together.config('RESETSTAT');
    const limiter = createLimiter(together, 'test', 'one', limits, () => bench.nowMs());
    await Promise.all(Array.from({ length: 20 }, () => limiter.reserve(need)));
    expect(await together.info('commandstats')).toMatch(/^cmdstat_evalsha:calls=1,/m);
  } finally {
    together.disconnect();
    apart.disconnect();
  }
});

test('a call that is asked for in no number fails alone', async () => {
  await bench.clear();
  const redis = new GatheredRedis(bench.url, { db: 1 });
  const limiter = createLimiter(redis, 'test', 'one', {}, () => bench.nowMs());
  try {
    const one = await limiter.reserve({ ...need, budgets });
    if (!('waitMs' in one) || 'code' in one) throw new Error('it was refused');
    const broken = limiter.reserve({ ...need, inputTokens: Number.NaN });
    await Promise.all([
      limiter.settle(used(one, { outputTokens: 10 })),
      expect(broken).rejects.toThrow('input is NaN'),
    ]);
    const [money] = await limiter.budgets(['document:d']);
    expect(money).toMatchObject({ reservedMicroUsd: 0 });
    expect(money?.spentMicroUsd).toBeGreaterThan(0);
  } finally {
    redis.disconnect();
  }
});
