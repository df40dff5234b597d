import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import {
  type FaultProxy,
  type PrivateRedis,
  startFaultProxy,
  startPrivateRedis,
} from '@quire/testkit';
import { GatheringRedis } from '../src/gathering-redis.ts';
import { connectRedis, createLog } from '../src/index.ts';

jest.setTimeout(60_000);

type Connection = Awaited<ReturnType<typeof connectRedis>>;

const log = createLog('tester', 'silent');
let server: PrivateRedis;
let proxy: FaultProxy | undefined;
let redis: Connection | undefined;

beforeEach(async () => {
  server = await startPrivateRedis({ appendfsync: 'always' });
});

afterEach(async () => {
  redis?.disconnect();
  redis = undefined;
  await proxy?.stop();
  proxy = undefined;
  await server.stop();
});

describe('a connection for somebody who waits for an answer', () => {
  test('fails within three seconds while Redis is killed, and works again once it is back', async () => {
    redis = await connectRedis(server.url, log, { whenAway: 'fail' });
    await redis.set('before', '1');
    await server.kill();
    for (let times = 0; times < 3; times += 1) {
      expect(await msUntilItFails(() => redis?.set('meanwhile', '1'))).toBeLessThan(3_000);
    }
    await server.restart();
    await untilItWorks(redis);
    expect(await redis.mget('before', 'meanwhile')).toEqual(['1', null]);
  });

  test('fails within three seconds while Redis is there and silent', async () => {
    proxy = await startFaultProxy(server.url);
    redis = await connectRedis(proxy.url, log, { whenAway: 'fail' });
    proxy.freeze();
    expect(await msUntilItFails(() => redis?.get('key'))).toBeLessThan(3_000);
    proxy.thaw();
    await untilItWorks(redis);
  });

  test('fails a pipeline and a script as well', async () => {
    redis = await connectRedis(server.url, log, { whenAway: 'fail' });
    await server.kill();
    expect(await msUntilItFails(() => redis?.eval('return 1', 0))).toBeLessThan(3_000);
    const startedAt = performance.now();
    const results = await redis
      .pipeline()
      .set('a', '1')
      .set('b', '2')
      .exec()
      .catch((error: unknown) => [[error, null] as const]);
    expect(results?.every(([error]) => error !== null)).toBe(true);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });
});

describe('a connection that gathers', () => {
  test('sends what comes in many turns with one write, and loses none of it', async () => {
    redis = await connectRedis(server.url, log, { whenAway: 'wait', gatherMs: 1_000 });
    const before = await readsOf(redis);
    const sent: Promise<number>[] = [];
    for (let turn = 0; turn < 100; turn += 1) {
      sent.push(redis.incr('turns'));
      await new Promise(setImmediate);
    }
    expect(await Promise.all(sent)).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
    // Redis reads a write at once: the first few came alone, and the others in one or two.
    expect((await readsOf(redis)) - before).toBeLessThan(30);
  });

  test('asks just before it writes, at its end, and at once where there is nobody to write to', async () => {
    redis = await connectRedis(server.url, log, { whenAway: 'wait', gatherMs: 0 });
    if (!(redis instanceof GatheringRedis)) throw new TypeError('it does not gather');
    const gathering = redis;
    const asked: string[] = [];
    const ask = (name: string) => (): void => {
      asked.push(name);
      gathering.incr(name).catch(() => undefined);
    };
    gathering.beforeWrite(ask('first'));
    expect(asked).toEqual([]);
    while (asked.length === 0) await new Promise(setImmediate);
    gathering.gatherMs = 60_000;
    for (let turn = 0; turn < 100; turn += 1) {
      gathering.incr('turns').catch(() => undefined);
      await new Promise(setImmediate);
    }
    gathering.beforeWrite(ask('last'));
    expect(asked).toEqual(['first']);
    gathering.disconnect();
    expect(asked).toEqual(['first', 'last']);
    redis = await connectRedis(server.url, log, { whenAway: 'wait' });
    while ((await redis.get('last')) === null) await sleep(20);
    expect(await redis.mget('first', 'last')).toEqual(['1', '1']);
    await server.kill();
    while (redis.status === 'ready') await sleep(20);
    if (redis instanceof GatheringRedis) redis.beforeWrite(() => asked.push('away'));
    expect(asked).toEqual(['first', 'last', 'away']);
    await server.restart();
    await untilItWorks(redis);
  });

  test('writes at once where it is told to, and has nobody else wait for all that was written so', async () => {
    redis = await connectRedis(server.url, log, { whenAway: 'wait', gatherMs: 500 });
    if (!(redis instanceof GatheringRedis)) throw new TypeError('it does not gather');
    const startedAt = performance.now();
    for (let turn = 0; turn < 60; turn += 1) {
      const hurried = redis.incr('turns');
      redis.writeSoon();
      await hurried;
    }
    // Each waiting for its turn they would take 26 s, and what comes next as long if it waited for them all.
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    const next = redis.incr('turns');
    expect(await Promise.race([next, sleep(15_000, 'late', { ref: false })])).toBe(61);
  });

  test('writes what it has gathered when it is closed', async () => {
    redis = await connectRedis(server.url, log, { whenAway: 'wait', gatherMs: 60_000 });
    for (let turn = 0; turn < 100; turn += 1) {
      redis.incr('turns').catch(() => undefined);
      await new Promise(setImmediate);
    }
    redis.disconnect();
    redis = await connectRedis(server.url, log, { whenAway: 'wait' });
    while (Number(await redis.get('turns')) < 100) await sleep(20);
    expect(await redis.get('turns')).toBe('100');
  });
});

describe('a connection for a worker', () => {
  test('waits while Redis is away, and loses no command', async () => {
    redis = await connectRedis(server.url, log, { whenAway: 'wait' });
    await server.kill();
    const setting = redis.set('meanwhile', '1');
    await server.restart();
    expect(await setting).toBe('OK');
    expect(await redis.get('meanwhile')).toBe('1');
  });

  test('is there only once Redis has answered', async () => {
    await server.kill();
    let isThere = false;
    const connecting = connectRedis(server.url, log, { whenAway: 'wait' });
    void connecting.finally(() => {
      isThere = true;
    });
    await sleep(300);
    expect(isThere).toBe(false);
    await server.restart();
    redis = await connecting;
    expect(await redis.ping()).toBe('PONG');
  });
});

/** How often Redis has read from a client. */
async function readsOf(connection: Connection): Promise<number> {
  const stats = await connection.info('stats');
  return Number(/^total_reads_processed:(\d+)/m.exec(stats)?.[1]);
}

async function msUntilItFails(command: () => Promise<unknown> | undefined): Promise<number> {
  const startedAt = performance.now();
  await expect(command()).rejects.toThrow(/./);
  return performance.now() - startedAt;
}

async function untilItWorks(connection: Connection): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    try {
      await connection.ping();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(50);
    }
  }
}
