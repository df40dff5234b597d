import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { connectRedis, createLog } from '@quire/service';
import { createDocuments, openBlobs } from '@quire/store';
import { type PrivateRedis, startPrivateRedis } from '@quire/testkit';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examineWorker } from '../src/examine-worker.ts';
import { openGate } from '../src/open-gate.ts';

jest.setTimeout(30_000);

let server: PrivateRedis;
let redis: Awaited<ReturnType<typeof connectRedis>>;
let folder = '';

beforeAll(async () => {
  server = await startPrivateRedis();
  redis = await connectRedis(server.url, createLog('test', 'silent'), { whenAway: 'wait' });
  folder = await mkdtemp(join(tmpdir(), 'quire-gate-'));
});

afterAll(async () => {
  redis.disconnect();
  await server.stop();
  await rm(folder, { recursive: true });
});

test('no money is spent on a Redis that forgets, and it begins by itself once that is mended', async () => {
  let lookups = 0;
  const claude = {
    lookUpModel: async () => {
      lookups += 1;
      return { kind: 'found', lifecycle: 'active', retiresAtMs: null } as const;
    },
  };
  const ports = {
    redis,
    claude,
    prefix: 'test',
    blobs: openBlobs(`file://${folder}`),
    defaultModel: 'claude-haiku-5-5',
    tolerates: false,
  };
  const examine = examineWorker(ports);
  const gate = openGate(examine, createLog('test', 'silent'), 20);
  try {
    await until(() => gate.state() === 'redis_aof_off');
    await redis.config('SET', 'appendonly', 'yes', 'appendfsync', 'always');
    await gate.opened();
    expect(gate.state()).toBe(true);

    await redis.flushall();
    await until(() => gate.state() === 'redis_emptied');
    // The model was found: it is not asked for again at every look.
    expect(lookups).toBe(1);
    expect(await examineWorker({ ...ports, tolerates: true })()).toContainEqual(
      expect.objectContaining({ code: 'redis_emptied', severity: 'unsafe' }),
    );
  } finally {
    gate.close();
  }
});

test('models that documents name are looked up beside the default, once in a while', async () => {
  const lookedUp: string[] = [];
  const claude = {
    lookUpModel: async (id: string) => {
      lookedUp.push(id);
      return id === 'claude-sonnet-4-6'
        ? ({ kind: 'found', lifecycle: 'retired', retiresAtMs: null } as const)
        : ({ kind: 'found', lifecycle: 'active', retiresAtMs: null } as const);
    },
  };
  const documents = createDocuments(redis, 'models', 3_600);
  const source = { sha256: 'a', bytes: 1, media_type: 'application/pdf', filename: null } as const;
  for (const [at, strong] of ['claude-sonnet-4-6', 'claude-sonnet-5-5'].entries()) {
    const options = { model: 'claude-haiku-5-5', strong_model: strong };
    const id = `doc_0000000000000000000000000${at}`;
    await documents.create({ id, tenant: 'a', createdAtMs: at, sources: [source], options }, '{}');
  }
  const blobs = openBlobs(`file://${folder}`);
  const defaultModel = 'claude-haiku-5-5';
  const ports = { redis, claude, prefix: 'models', blobs, defaultModel, tolerates: true };
  const examine = examineWorker(ports);
  const retired = { code: 'model_retired', severity: 'warning' };
  expect(await examine()).toContainEqual(expect.objectContaining(retired));
  expect(await examine()).toContainEqual(expect.objectContaining(retired));
  expect(lookedUp.toSorted()).toEqual([
    'claude-haiku-5-5',
    'claude-sonnet-4-6',
    'claude-sonnet-5-5',
  ]);
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
}
