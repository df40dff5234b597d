import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type PrivateRedis, startPrivateRedis } from '@quire/testkit';
import { Redis } from 'ioredis';
import { simulate, type World } from './simulate.ts';

let server: PrivateRedis;
let redis: Redis;
beforeAll(async () => {
  server = await startPrivateRedis();
  redis = new Redis(server.url);
});
beforeEach(() => redis.flushall());
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

/** Output binds: 20 answers a second, 49 streams. By a clock of its own, so a busy machine is none. */
const world: World = {
  limits: { rpm: 6_000, itpm: 6_000_000, otpm: 240_000 },
  burstS: 1,
  processes: 4,
  concurrency: 24,
  meanTokens: 200,
  sigma: 0.6,
  tokensPerS: 90,
  latencyMs: 200,
  inputTokens: 300,
  lengthS: 120,
  warmUpS: 30,
  isConfigured: false,
};

describe('against a provider whose buckets hold one second', () => {
  test.each<[string, Partial<World>, number, number]>([
    ['all of the limit is used, without a refusal', {}, 0.99, 0],
    ['answers of very different length change nothing', { sigma: 1.1 }, 0.99, 1],
    ['a process that dies each half minute changes nothing', { killEveryS: 30 }, 0.99, 1],
    ['others who use 30 % are yielded to', { foreign: { share: 0.3, fromS: 0 } }, 0.98, 2],
    ['a limit that is halved costs a refusal or two', { halvedAtS: 75 }, 0.98, 4],
    ['sixteen processes do as well as four', { processes: 16, concurrency: 6 }, 0.99, 0],
  ])(
    '%s',
    async (_what, differing, used, rejected) => {
      const run = await simulate(redis, { ...world, ...differing });
      expect(run.used).toBeGreaterThanOrEqual(used);
      expect(run.rejected).toBeLessThanOrEqual(rejected);
      // Nobody polls: a handful of questions for each answer.
      expect(run.asks / run.answers).toBeLessThan(10);
      // And nobody gets much more than another, whoever is killed.
      const share = run.answers / run.byProcess.length;
      for (const answers of run.byProcess) expect(Math.abs(answers / share - 1)).toBeLessThan(0.25);
    },
    60_000,
  );

  test.each([
    [0.3, 0.004],
    [0.6, 0.004],
  ])(
    'others who use a share of %d are guessed so evenly that the bucket hardly runs over',
    async (share, lost) => {
      const long = { meanTokens: 400, burstS: 5, warmUpS: 80, lengthS: 250 };
      const run = await simulate(redis, { ...world, ...long, foreign: { share, fromS: 0 } });
      expect(run.lost).toBeLessThan(lost);
      expect(run.rejected).toBe(0);
    },
    60_000,
  );

  test('requests bind where answers are short, and are used up without a refusal', async () => {
    const limits = { rpm: 600, itpm: 6_000_000, otpm: 2_000_000 };
    const run = await simulate(redis, { ...world, limits, isConfigured: true });
    expect(run.rejected).toBe(0);
    expect(run.answers / 90 / 10).toBeGreaterThan(0.985);
  }, 60_000);

  test('input binds where pages are large, and is used up without a refusal', async () => {
    const limits = { rpm: 6_000, itpm: 600_000, otpm: 2_000_000 };
    const run = await simulate(redis, { ...world, limits, inputTokens: 2_000, isConfigured: true });
    expect(run.rejected).toBe(0);
    expect((run.answers * 2_000) / 90 / 10_000).toBeGreaterThan(0.98);
  }, 60_000);

  test('a process that only waits keeps its places: few requests a minute are shared evenly', async () => {
    const limits = { rpm: 50, itpm: 6_000_000, otpm: 2_000_000 };
    const slow = { limits, burstS: 10, processes: 2, concurrency: 8, isConfigured: true };
    const run = await simulate(redis, { ...world, ...slow, lengthS: 330 });
    expect(run.rejected).toBe(0);
    expect(run.answers).toBeGreaterThanOrEqual(245);
    for (const answers of run.byProcess) expect(answers / run.answers).toBeGreaterThan(0.4);
  }, 60_000);
});
