import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { SeenLimits } from '@quire/domain';
import { createLimiter, type Limiter } from '../src/index.ts';
import {
  AMPLE,
  type Bench,
  GROUP,
  granted,
  need,
  openBench,
  refused,
  released,
  used,
} from './bench-limiter.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterEach(() => bench.clear());
afterAll(() => bench.close());

/** Ends the slow start, so that what is looked at stands alone. */
async function warmedUp(limiter: Limiter): Promise<Limiter> {
  await limiter.settle(used(granted(await limiter.reserve(need))));
  bench.pass(40_000);
  return limiter;
}

/** How many calls are let in at once. */
async function burst(limiter: Limiter, most = 200): Promise<number> {
  for (let count = 0; count < most; count += 1) {
    const answer = await limiter.reserve(need);
    if (!('waitMs' in answer) || answer.waitMs > 0) return count;
  }
  return most;
}

describe('a reservation', () => {
  test('is granted at once from a rested group, by Redis’ own clock', async () => {
    const limiter = createLimiter(bench.redis, 'test', 'real', { [GROUP]: AMPLE });
    const reservation = granted(await limiter.reserve(need));
    expect(reservation).toMatchObject({ waitMs: 0, group: GROUP, expectedOutputTokens: 900 });
    const { at } = await bench.lane();
    expect(Math.abs(Number(at) - Date.now())).toBeLessThan(5_000);
    await limiter.settle(released(reservation));
  });

  test('books requests that are not there yet into the near future, each after the one before', async () => {
    // Ten a second; four of them are given at once.
    const limiter = await warmedUp(bench.limiter({ rpm: 600 }));
    const waits: number[] = [];
    for (let left = 9; left > 0; left -= 1) waits.push(granted(await limiter.reserve(need)).waitMs);
    expect(waits).toEqual([0, 0, 0, 0, 100, 200, 300, 400, 500]);
    expect(refused(await limiter.reserve(need)).code).toBeNull();
  });

  test('waits for input tokens, and larger than the whole bucket it still gets its turn', async () => {
    const limiter = await warmedUp(bench.limiter({ itpm: 60_000 }));
    expect(granted(await limiter.reserve({ ...need, inputTokens: 3_000 })).waitMs).toBe(0);
    const askedMs = bench.nowMs();
    const startsMs = async (ticket?: string): Promise<number> => {
      const answer = await limiter.reserve({ ...need, ticket });
      if ('waitMs' in answer) return bench.nowMs() + answer.waitMs;
      bench.pass(answer.retryInMs);
      return startsMs(answer.ticket);
    };
    // 3,000 are owed, at a thousand a second.
    const waitedMs = (await startsMs()) - askedMs;
    expect(waitedMs).toBeGreaterThanOrEqual(3_000);
    expect(waitedMs).toBeLessThan(3_200);
  });

  test('bounds streams in flight by what they draw, and lets the next in as they end', async () => {
    // 900 tokens a second, 90 of them a stream: ten, and one for what the debt may grow to.
    const limiter = await warmedUp(bench.limiter({ otpm: 54_000 }));
    const streams = [];
    for (let left = 11; left > 0; left -= 1) streams.push(granted(await limiter.reserve(need)));
    const { ticket } = refused(await limiter.reserve(need));
    bench.pass(500);
    // Two, for the eleventh had the debt grow.
    for (const ended of streams.slice(0, 2)) {
      await limiter.settle(used(ended, { outputTokens: 45, streamMs: 500 }));
    }
    expect(granted(await limiter.reserve({ ...need, ticket })).waitMs).toBe(0);
  });

  test('of answers that come at once is bounded by their tokens instead', async () => {
    const limiter = await warmedUp(bench.limiter({ otpm: 54_000 }));
    for (let left = 200; left > 0; left -= 1) {
      const answer = await limiter.reserve(need);
      if ('waitMs' in answer) await limiter.settle(used(answer, { streamMs: 20 }));
      bench.pass(1_000);
    }
    bench.pass(40_000);
    // 900 tokens each, and 900 a second.
    expect(await burst(limiter)).toBeLessThanOrEqual(1);
  });

  test('of one group takes nothing from another', async () => {
    const few = { ...AMPLE, rpm: 60 };
    const clock = (): number => bench.nowMs();
    const limiter = createLimiter(bench.redis, 'test', 'x', { one: few, other: few }, clock);
    granted(await limiter.reserve({ ...need, group: 'one' }));
    refused(await limiter.reserve({ ...need, group: 'one' }));
    expect(granted(await limiter.reserve({ ...need, group: 'other' })).waitMs).toBe(0);
  });

  test('that is released gives everything back', async () => {
    const limiter = await warmedUp(bench.limiter({ rpm: 60, itpm: 60_000, otpm: 6_000 }));
    for (let left = 10; left > 0; left -= 1) {
      const reservation = granted(await limiter.reserve(need));
      expect(reservation.waitMs).toBe(0);
      await limiter.settle(released(reservation));
    }
    expect(await bench.lane()).toMatchObject({ requests: '0', input: '0', flying: '0' });
  });

  test('that is settled twice counts once', async () => {
    const limiter = await warmedUp(bench.limiter());
    const reservation = granted(await limiter.reserve(need));
    await limiter.settle(used(reservation, { outputTokens: 5_000 }));
    const once = await bench.lane();
    await limiter.settle(used(reservation, { outputTokens: 5_000 }));
    await limiter.settle(released(reservation));
    expect(await bench.lane()).toEqual(once);
  });
});

describe('the line', () => {
  test('serves who asked first, whoever asks again first', async () => {
    const limiter = await warmedUp(bench.limiter({ rpm: 60 }));
    granted(await limiter.reserve(need));
    const first = refused(await limiter.reserve(need));
    const second = refused(await bench.limiter({ rpm: 60 }, 'two').reserve(need));
    expect(second.retryInMs).toBeGreaterThan(first.retryInMs + 900);
    bench.pass(700);
    refused(await limiter.reserve({ ...need, ticket: second.ticket }));
    const { waitMs } = granted(await limiter.reserve({ ...need, ticket: first.ticket }));
    expect(Math.abs(waitMs - 300)).toBeLessThanOrEqual(1);
  });

  test('serves the lowest rank first, though it asked last', async () => {
    const limiter = await warmedUp(bench.limiter({ rpm: 60 }));
    granted(await limiter.reserve(need));
    const large = { ...need, rank: 40 };
    const first = refused(await limiter.reserve(large));
    refused(await limiter.reserve(large));
    bench.pass(500);
    const { waitMs } = granted(await limiter.reserve({ ...need, rank: 8 }));
    expect(waitMs).toBeLessThanOrEqual(500);
    // Its turn had come, but for who asked since.
    refused(await limiter.reserve({ ...large, ticket: first.ticket }));
  });

  test('forgets who does not come back', async () => {
    const limiter = await warmedUp(bench.limiter({ rpm: 60 }));
    granted(await limiter.reserve(need));
    refused(await limiter.reserve(need));
    bench.pass(3_000);
    expect(granted(await limiter.reserve(need)).waitMs).toBe(0);
    expect(await bench.leftovers()).toMatchObject({ line: 0, 'line-ends': 0 });
  });
});

describe('a start after idleness', () => {
  test('is one call alone, until it is answered or a second has passed', async () => {
    const limiter = bench.limiter();
    granted(await limiter.reserve(need));
    expect(refused(await limiter.reserve(need)).retryInMs).toBeLessThanOrEqual(1_000);
    bench.pass(1_000);
    granted(await limiter.reserve(need));
  });

  test('is slow, and reaches the whole rate in a quarter of a minute', async () => {
    const limiter = bench.limiter({ rpm: 6_000 });
    const first = granted(await limiter.reserve(need));
    bench.pass(1_000);
    await limiter.settle(used(first));
    const early = await burst(limiter);
    expect(early).toBeLessThan(15);
    bench.pass(15_000);
    expect(await burst(limiter)).toBe(40);
  });
});

describe('limits', () => {
  test('that nobody knows are taken to be low, and learned by all from one answer’s headers', async () => {
    const limiter = bench.learning();
    const first = granted(await limiter.reserve(need));
    bench.pass(2_000);
    refused(await bench.learning('two').reserve({ ...need, inputTokens: 60_000 }));
    await limiter.settle(used(first, { seen: seen(6_000, 6_000) }));
    bench.pass(40_000);
    expect(await burst(bench.learning('three'))).toBe(40);
    expect(await limiter.levels()).toMatchObject([
      { group: GROUP, limits: { rpm: 6_000, itpm: 6_000_000, otpm: 6_000_000 } },
    ]);
  });

  test('that were configured are the most, and where the provider enforces less its word stands', async () => {
    const limiter = await warmedUp(bench.limiter({ rpm: 600 }));
    await limiter.settle(
      used(granted(await limiter.reserve(need)), { seen: seen(60_000, 60_000) }),
    );
    bench.pass(5_000);
    expect(await burst(limiter)).toBe(4);
    bench.pass(5_000);
    await limiter.settle(used(granted(await limiter.reserve(need)), { seen: seen(300, 300) }));
    bench.pass(5_000);
    expect(await burst(limiter)).toBe(2);
  });

  test('that were cut are not brought back by an answer that began before', async () => {
    const limiter = await warmedUp(bench.learning());
    const long = granted(await limiter.reserve(need));
    bench.pass(3_000);
    const short = granted(await limiter.reserve(need));
    await limiter.settle(used(short, { seen: seen(300, 300) }));
    await limiter.settle(used(long, { seen: seen(600, 600) }));
    expect((await limiter.levels())[0]?.limits.rpm).toBe(300);
  });
});

test('nothing begins while Redis has no room for the answer', async () => {
  const limiter = bench.limiter();
  await bench.redis.config('SET', 'maxmemory', '1kb');
  try {
    expect(refused(await limiter.reserve(need)).code).toBe('redis_memory_low');
  } finally {
    await bench.redis.config('SET', 'maxmemory', '0');
  }
  bench.pass(1_000);
  granted(await limiter.reserve(need));
});

/** Headers that name limits of which nothing but requests was taken. */
function seen(rpm: number, requests: number): SeenLimits {
  return {
    limits: { rpm, itpm: 6_000_000, otpm: 6_000_000 },
    remaining: { requests, inputTokens: 6_000_000, outputTokens: 6_000_000 },
  };
}
