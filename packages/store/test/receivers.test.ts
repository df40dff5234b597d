import { describe, expect, test } from '@jest/globals';
import { array, assert, asyncProperty, constantFrom, integer, record } from 'fast-check';
import type { Redis } from 'ioredis';
import {
  createReceivers,
  type LaneOutcome,
  type Receiver,
  type ReceiverLimits,
  type Receivers,
} from '../src/index.ts';
import { PREFIX, upTo, useRedis } from './connect.ts';

const connected = useRedis();
const receivers = (limits: Partial<ReceiverLimits> = {}): Receivers =>
  createReceivers(connected().redis, PREFIX, limits);

const HOUR = 3_600_000;
const hook: Receiver = { tenant: 'acme', url: 'https://a.example/hook' };
const at = (url: string, tenant = 'acme'): Receiver => ({ tenant, url });
const now = { notBeforeMs: 0, replayedAtMs: 0 };

async function enter(lanes: Receivers, id: string, to = hook, when = now): Promise<string> {
  return (await lanes.enter(to, id, when)).kind;
}

async function waitMs(lanes: Receivers, id: string, to = hook, when = now): Promise<number> {
  const entry = await lanes.enter(to, id, when);
  return entry.kind === 'wait' ? entry.forMs : -1;
}

function leave(
  lanes: Receivers,
  id: string,
  outcome: LaneOutcome,
  to = hook,
  retryAfterMs: number | null = null,
): ReturnType<Receivers['leave']> {
  const code = outcome === 'delivered' ? null : 'webhook_failed';
  return lanes.leave(to, id, { outcome, retryAfterMs, code });
}

/** One attempt that begins at once. */
async function attempt(
  lanes: Receivers,
  id: string,
  outcome: LaneOutcome,
  to = hook,
): Promise<{ isDisabled: boolean; isNew: boolean }> {
  expect(await enter(lanes, id, to)).toBe('go');
  return leave(lanes, id, outcome, to);
}

/** Time passes: every moment that is kept lies that much further back. */
async function passes(redis: Redis, ms: number): Promise<void> {
  const shift = async (key: string, fields: readonly string[]): Promise<void> => {
    for (const field of fields) {
      if ((await redis.hexists(key, field)) === 1) await redis.hincrby(key, field, -ms);
    }
  };
  for (const key of await redis.keys(`${PREFIX}:{receivers_*`)) {
    if (key.includes(':lane:')) await shift(key, ['closed_until', 'next_at']);
    else if (key.includes(':endpoint:')) await shift(key, ['failing_since', 'disabled_at']);
    else for (const id of await redis.zrange(key, '0', '-1')) await redis.zincrby(key, -ms, id);
  }
}

describe('a lane', () => {
  test('takes so many at a time, and the next when one is out', async () => {
    const lanes = receivers({ mostInLane: 2 });
    expect(await enter(lanes, 'a')).toBe('go');
    expect(await enter(lanes, 'b')).toBe('go');
    expect(await waitMs(lanes, 'c')).toBeGreaterThan(0);
    await leave(lanes, 'a', 'delivered');
    await passes(connected().redis, 1_000);
    expect(await enter(lanes, 'c')).toBe('go');
  });

  test('is one for all URLs of a host, and no other host’s or tenant’s', async () => {
    const lanes = receivers({ mostInLane: 1 });
    expect(await enter(lanes, 'a')).toBe('go');
    expect(await enter(lanes, 'b', at('https://a.example/other?x=1'))).toBe('wait');
    expect(await enter(lanes, 'c', at('https://b.example/hook'))).toBe('go');
    expect(await enter(lanes, 'd', at('https://a.example:444/hook'))).toBe('go');
    expect(await enter(lanes, 'e', at('https://a.example/hook', 'other'))).toBe('go');
  });

  test('is not held by a courier that died in it: its own delivery at once, others after 30 s', async () => {
    const lanes = receivers({ mostInLane: 1 });
    expect(await enter(lanes, 'a')).toBe('go');
    expect(await enter(lanes, 'a')).toBe('go');
    expect(await enter(lanes, 'b')).toBe('wait');
    await passes(connected().redis, 30_001);
    expect(await enter(lanes, 'b')).toBe('go');
  });

  test('tells those that wait a time of their own each, and keeps to it', async () => {
    const lanes = receivers({ mostInLane: 1, gapMs: 1_000 });
    expect(await enter(lanes, 'a')).toBe('go');
    const waits: number[] = [];
    for (const id of ['b', 'c', 'd']) waits.push(await waitMs(lanes, id));
    const [b = 0, c = 0, d = 0] = waits;
    for (const gap of [c - b, d - c]) expect(Math.abs(gap - 1_000)).toBeLessThan(500);
    // Whoever comes early is told the same again, and does not lose its place.
    expect(Math.abs((await waitMs(lanes, 'c')) - c)).toBeLessThan(500);
  });

  test('lets no more begin than its rate, after a burst', async () => {
    const lanes = receivers({
      mostInLane: 100,
      mostOfTenant: 100,
      gapMs: 60_000,
      burstMs: 300_000,
    });
    const kinds: string[] = [];
    for (const n of upTo(10)) kinds.push(await enter(lanes, `d${n}`));
    expect(kinds.join(' ')).toBe('go go go go go go wait wait wait wait');
    await passes(connected().redis, 360_001);
    expect(await enter(lanes, 'd7')).toBe('go');
    // Its place is one minute after the seventh's, though the burst would let it begin.
    expect(await enter(lanes, 'd8')).toBe('wait');
  });

  test('that fails is closed, ever longer, and is tried by one delivery then', async () => {
    const lanes = receivers({ failuresToClose: 3, failuresToDisable: 1_000 });
    for (const id of ['a', 'b']) await attempt(lanes, id, 'unwell');
    await attempt(lanes, 'c', 'unwell');
    const closedMs = await waitMs(lanes, 'd');
    expect(closedMs).toBeGreaterThan(4_000);
    expect(closedMs).toBeLessThanOrEqual(5_000);
    await passes(connected().redis, 6_000);
    expect(await enter(lanes, 'd')).toBe('go');
    expect(await enter(lanes, 'e')).toBe('wait');
    await leave(lanes, 'd', 'unwell');
    expect(await waitMs(lanes, 'f')).toBeGreaterThan(9_000);
    for (let n = 0; n < 12; n += 1) {
      await passes(connected().redis, 400_000);
      await attempt(lanes, `g${n}`, 'unwell');
    }
    const mostMs = await waitMs(lanes, 'h');
    expect(mostMs).toBeGreaterThan(290_000);
    expect(mostMs).toBeLessThanOrEqual(300_100);
  });

  test.each(['delivered', 'failed'] as const)(
    'that is closed is open again after one that %s',
    async (outcome) => {
      const lanes = receivers({ failuresToClose: 1 });
      await attempt(lanes, 'a', 'unwell');
      await passes(connected().redis, 6_000);
      await attempt(lanes, 'b', outcome);
      for (const id of ['c', 'd', 'e']) expect(await enter(lanes, id)).toBe('go');
    },
  );

  test('rests for as long as its receiver asks, an hour at most', async () => {
    const lanes = receivers();
    expect(await enter(lanes, 'a')).toBe('go');
    await leave(lanes, 'a', 'unwell', hook, 90_000);
    expect(await waitMs(lanes, 'b')).toBeGreaterThan(80_000);
    const other = at('https://b.example/');
    expect(await enter(lanes, 'c', other)).toBe('go');
    await leave(lanes, 'c', 'failed', other, 365 * 24 * HOUR);
    expect(await waitMs(lanes, 'd', other)).toBeLessThanOrEqual(HOUR + 100);
  });

  test('lets nobody begin before its schedule says so, by Redis’ clock', async () => {
    const lanes = receivers();
    const [seconds] = await connected().redis.time();
    const notBeforeMs = (Number(seconds) + 100) * 1_000;
    const early = await waitMs(lanes, 'a', hook, { notBeforeMs, replayedAtMs: 0 });
    expect(early).toBeGreaterThan(90_000);
    expect(early).toBeLessThanOrEqual(100_000);
  });
});

test('of one tenant no more are sent at a time than others leave room for, over all hosts', async () => {
  const lanes = receivers({ mostOfTenant: 3 });
  for (const n of upTo(3))
    expect(await enter(lanes, `d${n}`, at(`https://h${n}.example/`))).toBe('go');
  expect(await enter(lanes, 'd4', at('https://h4.example/'))).toBe('wait');
  expect(await enter(lanes, 'o1', at('https://h4.example/', 'other'))).toBe('go');
});

test('whatever order they come in, no more are in a lane than may, and all are through in the end', async () => {
  const visit = record({ id: integer({ min: 1, max: 12 }), host: constantFrom('a', 'b') });
  await assert(
    asyncProperty(array(visit, { minLength: 1, maxLength: 40 }), async (visits) => {
      await connected().redis.flushall();
      const lanes = receivers({ mostInLane: 2, mostOfTenant: 3 });
      const inside = new Map<string, Receiver>();
      const todo = new Map(
        visits.map(({ id, host }) => [`d${id}`, at(`https://${host}.example/`)]),
      );
      const all = todo.size;
      let through = 0;
      for (let round = 0; through < all && round < 100; round += 1) {
        for (const [id, to] of todo) {
          if (inside.has(id) || (await enter(lanes, id, to)) !== 'go') continue;
          inside.set(id, to);
          const held = [...inside.values()];
          expect(held.length).toBeLessThanOrEqual(3);
          expect(held.filter(({ url }) => url === to.url).length).toBeLessThanOrEqual(2);
        }
        const [first] = inside;
        if (first !== undefined) {
          await leave(lanes, first[0], 'delivered', first[1]);
          inside.delete(first[0]);
          todo.delete(first[0]);
          through += 1;
        }
        await passes(connected().redis, 1_000);
      }
      expect(through).toBe(all);
      const left = await connected().redis.keys('*:{receivers_*');
      expect(left.filter((key) => /:(sending|slots)$/.test(key))).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

describe('an endpoint', () => {
  const few = { failuresToClose: 1_000, failuresToDisable: 3 };

  test('that is gone is disabled at once, for all that goes there, and is named', async () => {
    const lanes = receivers();
    expect(await attempt(lanes, 'a', 'gone')).toEqual({ isDisabled: true, isNew: true });
    expect(await enter(lanes, 'b')).toBe('disabled');
    expect(await enter(lanes, 'c', at('https://a.example/other'))).toBe('go');
    expect(await enter(lanes, 'd', at(hook.url, 'other'))).toBe('go');
    expect(await lanes.disabled()).toMatchObject([
      { tenant: 'acme', origin: 'https://a.example', code: 'webhook_failed' },
    ]);
  });

  test('that only failed for 120 hours is disabled, not an hour before', async () => {
    const lanes = receivers(few);
    await attempt(lanes, 'a', 'unwell');
    await attempt(lanes, 'b', 'failed');
    await passes(connected().redis, 119 * HOUR);
    expect(await attempt(lanes, 'c', 'unwell')).toEqual({ isDisabled: false, isNew: false });
    await passes(connected().redis, HOUR);
    expect(await attempt(lanes, 'd', 'unwell')).toEqual({ isDisabled: true, isNew: true });
    expect(await enter(lanes, 'e')).toBe('disabled');
  });

  test('that took one in between is not', async () => {
    const lanes = receivers(few);
    for (const id of ['a', 'b', 'c']) await attempt(lanes, id, 'unwell');
    await passes(connected().redis, 100 * HOUR);
    await attempt(lanes, 'd', 'delivered');
    for (const id of ['e', 'f', 'g']) await attempt(lanes, id, 'unwell');
    await passes(connected().redis, 100 * HOUR);
    expect(await attempt(lanes, 'h', 'unwell')).toMatchObject({ isDisabled: false });
  });

  test('that is seldom sent to is not, though days lie between two failures', async () => {
    const lanes = receivers(few);
    await attempt(lanes, 'a', 'unwell');
    await passes(connected().redis, 200 * HOUR);
    expect(await attempt(lanes, 'b', 'unwell')).toMatchObject({ isDisabled: false });
  });

  test('that is disabled is tried once for what was asked to be sent again since', async () => {
    const lanes = receivers();
    await attempt(lanes, 'a', 'gone');
    await passes(connected().redis, 10_000);
    const [seconds] = await connected().redis.time();
    const again = { notBeforeMs: 0, replayedAtMs: Number(seconds) * 1_000 - 5_000 };
    expect(await enter(lanes, 'a', hook, again)).toBe('go');
    expect(await leave(lanes, 'a', 'gone')).toEqual({ isDisabled: true, isNew: false });
    expect(await enter(lanes, 'b', hook, again)).toBe('disabled');
    expect(await lanes.disabled()).toHaveLength(1);
  });

  test('that took one is enabled again', async () => {
    const lanes = receivers();
    await attempt(lanes, 'a', 'gone');
    await passes(connected().redis, 10_000);
    const again = { notBeforeMs: 0, replayedAtMs: Date.now() };
    expect(await enter(lanes, 'a', hook, again)).toBe('go');
    expect(await leave(lanes, 'a', 'delivered')).toEqual({ isDisabled: false, isNew: true });
    expect(await enter(lanes, 'b')).toBe('go');
    expect(await lanes.disabled()).toEqual([]);
  });

  test('is not judged by an attempt that was let go of', async () => {
    const lanes = receivers({ failuresToClose: 1, failuresToDisable: 1, disableAfterMs: 0 });
    expect(await attempt(lanes, 'a', 'abandoned')).toEqual({ isDisabled: false, isNew: false });
    expect(await enter(lanes, 'b')).toBe('go');
  });

  test('is remembered under a name that shows no token, and not for ever', async () => {
    const { redis } = connected();
    const lanes = receivers({ mostInLane: 1 });
    const secret = at('https://a.example/s3cret?token=s3cret');
    expect(await enter(lanes, 'a', secret)).toBe('go');
    expect(await enter(lanes, 'b', secret)).toBe('wait');
    await leave(lanes, 'a', 'gone', secret);
    expect(await enter(lanes, 'c', at('https://b.example/'))).toBe('go');
    for (const key of await redis.keys('*')) {
      expect(key).not.toContain('s3cret');
      const isIndex = key === `${PREFIX}:disabled-endpoints`;
      expect({ key, isKept: (await redis.ttl(key)) === -1 }).toEqual({ key, isKept: isIndex });
    }
    expect(JSON.stringify(await lanes.disabled())).not.toContain('s3cret');
  });
});
