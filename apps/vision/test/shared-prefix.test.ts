import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { plainUsage, type TokenUsage } from '@quire/domain';
import { connectRedis, createLog } from '@quire/service';
import { createAnswerCache } from '@quire/store';
import { type PrivateRedis, startPrivateRedis } from '@quire/testkit';
import { RELIED_ON_S, sharedPrefix, type SharedPrefixPorts } from '../src/shared-prefix.ts';

const wrote: TokenUsage = { ...plainUsage(10, 5), cacheWrite5mTokens: 600 };
const never = new AbortController().signal;
const LEASE_MS = 60_000;

let server: PrivateRedis;
let redis: Awaited<ReturnType<typeof connectRedis>>;
const dead = new Set<string>();

beforeAll(async () => {
  server = await startPrivateRedis();
  redis = await connectRedis(server.url, createLog('test', 'silent'), { whenAway: 'wait' });
});

afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

function worker(owner: string): SharedPrefixPorts {
  const prefixes = createAnswerCache(redis, 'test', { ttlS: RELIED_ON_S, maxBytes: 1e6 });
  return { prefixes, owner, liveness: { isDead: (one) => Promise.resolve(dead.has(one)) } };
}

describe('the beginning that many prompts share', () => {
  test('is written by one, for whom the others wait, and then is there for all', async () => {
    const first = await sharedPrefix(['one'], LEASE_MS, worker('a'), never);
    expect(first.isWritten).toBe(false);
    const others = ['b', 'c', 'a'].map((owner) =>
      sharedPrefix(['one'], LEASE_MS, worker(owner), never),
    );
    await first.told(wrote);
    for (const other of await Promise.all(others)) expect(other.isWritten).toBe(true);
    const another = await sharedPrefix(['another'], LEASE_MS, worker('a'), never);
    expect(another.isWritten).toBe(false);
  });

  test.each([
    ['brought no answer', null],
    ['was answered without a word of the cache', plainUsage(10, 5)],
  ])('is written by the next where the first %s', async (name, usage) => {
    const first = await sharedPrefix([name], LEASE_MS, worker('a'), never);
    const waiting = sharedPrefix([name], LEASE_MS, worker('b'), never);
    await first.told(usage);
    const next = await waiting;
    expect(next.isWritten).toBe(false);
    await next.told(wrote);
    expect((await sharedPrefix([name], LEASE_MS, worker('c'), never)).isWritten).toBe(true);
  });

  test('is waited for neither where its writer is dead, nor by a process that is to end', async () => {
    await sharedPrefix(['dead'], LEASE_MS, worker('doomed'), never);
    const ending = new AbortController();
    const waiting = sharedPrefix(['dead'], LEASE_MS, worker('b'), ending.signal);
    ending.abort();
    expect((await waiting).isWritten).toBe(false);
    dead.add('doomed');
    expect((await sharedPrefix(['dead'], LEASE_MS, worker('c'), never)).isWritten).toBe(false);
  });

  test('is nobody’s business where the prompt is too short for it', async () => {
    const before = await redis.dbsize();
    const prefix = await sharedPrefix(null, LEASE_MS, worker('a'), never);
    await prefix.told(wrote);
    expect(prefix.isWritten).toBe(false);
    expect(await redis.dbsize()).toBe(before);
  });
});
