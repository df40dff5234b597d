import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { answerKey, answerKeyAbout, createAnswerCache, forgetAnswers } from '../src/index.ts';
import { PREFIX, useRedis } from './connect.ts';

const connected = useRedis();
const LEASE_MS = 60_000;
const bounds = { ttlS: 3_600, maxBytes: 1_000 };
const open = (more: Partial<typeof bounds> = {}) =>
  createAnswerCache(connected().redis, PREFIX, { ...bounds, ...more });
const asker = (owner: string, token = 'run') => ({ owner, token });

describe('an answer', () => {
  test('is asked for by one, and known to all afterwards', async () => {
    const cache = open();
    expect(await cache.lookUp('k', asker('w1'), LEASE_MS)).toEqual({ kind: 'mine' });
    // Sent twice, because the first answer was lost.
    expect(await cache.lookUp('k', asker('w1'), LEASE_MS)).toEqual({ kind: 'mine' });
    for (const other of [asker('w2'), asker('w1', 'another run')]) {
      expect(await cache.lookUp('k', other, LEASE_MS)).toEqual({
        kind: 'asked',
        owner: 'w1',
        retryInMs: expect.any(Number),
      });
    }
    await cache.keep('k', asker('w1'), 'the answer');
    const known = { kind: 'known', answer: 'the answer' };
    expect(await cache.lookUp('k', asker('w2'), LEASE_MS)).toEqual(known);
    expect(await cache.lookUp('other', asker('w2'), LEASE_MS)).toEqual({ kind: 'mine' });
  });

  test('that does not come lets the next one ask, and only its own asker can say so', async () => {
    const cache = open();
    await cache.lookUp('k', asker('w1'), LEASE_MS);
    await cache.release('k', asker('w2'));
    expect(await cache.lookUp('k', asker('w2'), LEASE_MS)).toMatchObject({ kind: 'asked' });
    await cache.release('k', asker('w1'));
    expect(await cache.lookUp('k', asker('w2'), LEASE_MS)).toEqual({ kind: 'mine' });
  });

  test('is asked for by another once its asker is known dead, or its lease has passed', async () => {
    const cache = open();
    await cache.lookUp('k', asker('w1'), LEASE_MS);
    const notIts = await cache.lookUp('k', asker('w2'), LEASE_MS, 'w');
    expect(notIts).toMatchObject({ kind: 'asked' });
    expect(await cache.lookUp('k', asker('w2'), 1, 'w1')).toEqual({ kind: 'mine' });
    while ((await cache.lookUp('k', asker('w3'), LEASE_MS)).kind !== 'mine');
    // What the late one brings is kept all the same, and nobody's turn is taken.
    await cache.keep('k', asker('w2'), 'late');
    expect(await cache.lookUp('k', asker('w4'), LEASE_MS)).toMatchObject({ kind: 'known' });
    expect(await connected().redis.exists('test:{cache}:flight:k')).toBe(1);
  });

  test('is forgotten after its time, and never kept where it alone is too much', async () => {
    const cache = open();
    await cache.keep('k', asker('w1'), 'x');
    expect(await connected().redis.pttl('test:{cache}:answer:k')).toBeGreaterThan(3_500_000);
    await cache.keep('huge', asker('w1'), 'x'.repeat(1_001));
    expect(await connected().redis.exists('test:{cache}:answer:huge')).toBe(0);
  });
});

test('however answers come, no more bytes are kept than may be, and the count of them is right', async () => {
  const puts = fc.array(fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 400 })), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(puts, async (given) => {
      const { redis } = connected();
      await redis.flushall();
      const cache = open();
      for (const [key, bytes] of given) {
        await cache.keep(`k${key}`, asker('w1'), 'x'.repeat(bytes));
      }
      const keys = await redis.keys('test:{cache}:answer:*');
      const sizes = await Promise.all(keys.map((key) => redis.strlen(key)));
      const kept = sizes.reduce((sum, size) => sum + size, 0);
      expect(kept).toBeLessThanOrEqual(bounds.maxBytes);
      expect(Number(await redis.hget('test:{cache}:sizes', 'total'))).toBe(kept);
      expect(await redis.zcard('test:{cache}:order')).toBe(keys.length);
      expect(await redis.hlen('test:{cache}:sizes')).toBe(given.length === 0 ? 0 : keys.length + 1);
      // The one that came last is there.
      const [key, bytes] = given.at(-1) ?? ['', 0];
      expect(await redis.strlen(`test:{cache}:answer:k${key}`)).toBe(bytes);
    }),
    { numRuns: 40 },
  );
});

test('what is over its time is counted no more, once anything else is kept', async () => {
  const { redis } = connected();
  await open({ ttlS: 1 }).keep('old', asker('w1'), 'x'.repeat(100));
  while ((await redis.exists('test:{cache}:answer:old')) === 1);
  await open().keep('new', asker('w1'), 'y');
  expect(await redis.hgetall('test:{cache}:sizes')).toEqual({ new: '1', total: '1' });
});

test('a key tells any two questions apart', () => {
  expect(answerKey(['a', 'b'])).toMatch(/^[0-9a-f]{64}$/);
  expect(answerKey(['ab'])).not.toBe(answerKey(['a', 'b']));
  expect(answerKey(['acme', 1])).toBe(answerKey(['acme', 1]));
  expect(answerKey(['acme', 1])).not.toBe(answerKey(['zeta', 1]));
});

const answerTo = (tenant: string, picture: string, prompt: string): string =>
  answerKeyAbout({ tenant, picture }, [tenant, picture, prompt]);

test('all answers about a tenant’s picture are forgotten together, whatever was asked, and no others', async () => {
  const { redis } = connected();
  const cache = open({ maxBytes: 1e6 });
  const forgotten = [
    answerTo('acme', 'p1', 'read'),
    answerTo('acme', 'p1', 'sum'),
    answerTo('acme', 'p2', 'read'),
  ];
  const kept = [
    answerTo('acme', 'p3', 'read'),
    answerTo('zeta', 'p1', 'read'),
    answerKey(['an older one']),
  ];
  for (const one of [...forgotten, ...kept]) await cache.keep(one, asker('w1'), 'text');
  await forgetAnswers(redis, PREFIX, 'acme', new Set(['p1', 'p2', 'p9']));
  for (const one of forgotten) {
    expect(await cache.lookUp(one, asker('w1'), LEASE_MS)).toEqual({ kind: 'mine' });
  }
  for (const one of kept) {
    expect(await cache.lookUp(one, asker('w1'), LEASE_MS)).toMatchObject({ kind: 'known' });
  }
  expect(await redis.zcard(`${PREFIX}:{cache}:order`)).toBe(kept.length);
  expect(await redis.hget(`${PREFIX}:{cache}:sizes`, 'total')).toBe(String(4 * kept.length));
});
