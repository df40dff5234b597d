import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type PrivateRedis, startPrivateRedis } from '@quire/testkit';
import { Redis } from 'ioredis';
import { createLimiter, type Limiter } from '../src/index.ts';
import { granted, GROUP, need } from './bench-limiter.ts';

jest.setTimeout(60_000);

const NEVER = new AbortController().signal;
/** Of which four calls or so fit at once; the rest stand in line. */
const LIMITS = { [GROUP]: { rpm: 600, itpm: 600_000_000, otpm: 10_000 } };

let server: PrivateRedis;
const connections: Redis[] = [];

beforeAll(async () => {
  server = await startPrivateRedis();
});

afterAll(async () => {
  for (const redis of connections) redis.disconnect();
  await server.stop();
});

test('who waits finds that a process is gone, and goes on without waiting for its silence', async () => {
  const [doomed, other] = [processNamed('doomed'), processNamed('other')];
  granted(await doomed.limiter.reserve(need));
  // It has a call in hand and others in line: both stand in the way.
  for (let asked = 0; asked < 5; asked += 1) await doomed.limiter.reserve(need);
  const refused = await other.limiter.reserve(need);
  expect(refused).toMatchObject({ code: null });
  doomed.redis.disconnect();
  // Far longer than it takes to be found: only that ends this wait.
  expect(await other.limiter.waitOut(GROUP, 50_000, NEVER)).toBe(true);
  expect(await other.redis.zcard(`cut:{limits}:leases:${GROUP}`)).toBe(0);
  expect(await other.redis.zrange(`cut:{limits}:line:${GROUP}`, '0', '-1')).toEqual([
    expect.stringContaining('other~'),
  ]);
});

test('who is there is left alone, however long it says nothing', async () => {
  const [silent, other] = [processNamed('silent'), processNamed('third')];
  await other.redis.flushall();
  // Without a call in hand it has no heart to beat.
  const { id } = granted(await silent.limiter.reserve(need));
  await silent.limiter.settle({
    reservationId: id,
    group: GROUP,
    kind: need.kind,
    outcome: 'used',
    inputTokens: 1_000,
    outputTokens: 5_000,
    costMicroUsd: 1,
    streamMs: 10,
    seen: null,
  });
  await silent.limiter.reserve(need);
  expect(await other.limiter.waitOut(GROUP, 1_500, NEVER)).toBe(true);
  expect(await other.redis.zcard(`cut:{limits}:line:${GROUP}`)).toBe(1);
});

function processNamed(name: string): { readonly limiter: Limiter; readonly redis: Redis } {
  const redis = new Redis(server.url, { retryStrategy: null });
  connections.push(redis);
  return { redis, limiter: createLimiter(redis, 'cut', name, LIMITS) };
}
