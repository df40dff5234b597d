import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import {
  type FaultProxy,
  type PrivateRedis,
  startFaultProxy,
  startPrivateRedis,
  startWebhookReceiver,
} from '../src/index.ts';

let server: PrivateRedis;
let proxy: FaultProxy;
let redis: Redis;
let failures: string[];

beforeAll(async () => {
  server = await startPrivateRedis();
});

afterAll(() => server.stop());

beforeEach(async () => {
  proxy = await startFaultProxy(server.url);
  // Held by name: a late error of the last test's client must not count against this one.
  const mine: string[] = [];
  failures = mine;
  redis = new Redis(proxy.url, { retryStrategy: () => 20, maxRetriesPerRequest: 0 });
  redis.on('error', (error: NodeJS.ErrnoException) => mine.push(error.code ?? error.message));
  await redis.ping();
});

afterEach(async () => {
  redis.disconnect();
  await proxy.stop();
});

describe('a fault proxy', () => {
  test('passes large answers through whole', async () => {
    const large = 'x'.repeat(3_000_000);
    await redis.set('large', large);
    expect(await redis.get('large')).toBe(large);
    expect(proxy.connections()).toBe(1);
  });

  test('resets live connections when cut, and takes new ones', async () => {
    const blocked = failureOf(redis.blpop('never', 0));
    await pause(30);
    proxy.cut();
    expect(await blocked).toContain('max retries');
    expect(failures).toContain('ECONNRESET');
    expect(await answers()).toBe('PONG');
  });

  test('refuses while told to', async () => {
    await proxy.refuse(true);
    expect(await redis.ping()).toBe('PONG');
    proxy.cut();
    await eventually(() => failures.includes('ECONNREFUSED'));
    await proxy.refuse(false);
    expect(await answers()).toBe('PONG');
  });

  test('refuses for so long and no longer', async () => {
    await proxy.refuse(60);
    proxy.cut();
    await eventually(() => failures.includes('ECONNREFUSED'));
    expect(await answers()).toBe('PONG');
  });

  test('delays both ways and keeps the order', async () => {
    proxy.delay(40);
    const startedAt = performance.now();
    const pushes = [1, 2, 3, 4].map((n) => redis.rpush('ordered', n));
    expect(await Promise.all(pushes)).toEqual([1, 2, 3, 4]);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(78);
    proxy.delay(0);
    expect(await redis.lrange('ordered', 0, -1)).toEqual(['1', '2', '3', '4']);
  });

  test('goes silent when frozen and resets what it froze when thawed', async () => {
    proxy.freeze();
    const lost = redis.set('lost', '1');
    const outcome = failureOf(lost);
    expect(await Promise.race([lost, pause(80)])).toBe('nothing yet');
    expect(failures).toEqual([]);
    proxy.thaw();
    expect(await outcome).toContain('max retries');
    expect(failures).toContain('ECONNRESET');
    expect(await answers()).toBe('PONG');
    expect(await redis.get('lost')).toBeNull();
  });

  test('resets the client when its server is killed', async () => {
    await server.kill();
    await eventually(() => proxy.connections() === 0);
    await server.restart();
    expect(await answers()).toBe('PONG');
  });

  test('stands before an HTTP server as well', async () => {
    const receiver = await startWebhookReceiver({ status: () => 200, body: () => 'hello' });
    const before = await startFaultProxy(receiver.url);
    expect(await (await fetch(before.url)).text()).toBe('hello');
    before.freeze();
    const silence = fetch(before.url, { signal: AbortSignal.timeout(60) });
    await expect(silence).rejects.toThrow(/timeout/);
    await before.stop();
    await expect(fetch(before.url)).rejects.toThrow('fetch failed');
    await receiver.stop();
  });
});

/** Asks until there is an answer: with no retries a question asked during a reconnect is lost. */
async function answers(): Promise<string> {
  for (let tries = 1; ; tries++) {
    try {
      return await redis.ping();
    } catch (error) {
      if (tries === 100) throw error;
      await pause(20);
    }
  }
}

function failureOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(() => 'no failure', String);
}

async function eventually(isSo: () => boolean): Promise<void> {
  for (let tries = 1; !isSo(); tries++) {
    if (tries === 200) throw new Error(`waited in vain for ${isSo.toString()}`);
    await pause(20);
  }
}

function pause(forMs: number): Promise<string> {
  return new Promise((resolve) => setTimeout(resolve, forMs, 'nothing yet'));
}
