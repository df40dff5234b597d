import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { judgeHealth, maySpend } from '@quire/domain';
import { createEpoch, type Epoch, examineStore, openBlobs } from '../src/index.ts';
import { PREFIX, useRedis } from './connect.ts';

const open = useRedis();
let folder = '';
let epoch: Epoch;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quire-epoch-'));
  epoch = createEpoch(open().redis, PREFIX, openBlobs(`file://${folder}`));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const KEY = `${PREFIX}:epoch`;

describe('a Redis and a blob store', () => {
  test('that are new, or met before, belong together', async () => {
    for (let time = 0; time < 3; time += 1) expect(await epoch.check()).toEqual({ kind: 'same' });
    expect(JSON.parse(await readFile(join(folder, `epoch-${PREFIX}.json`), 'utf8'))).toEqual({
      id: await open().redis.hget(KEY, 'id'),
      checks: 3,
    });
  });

  test('do not any more once Redis was emptied', async () => {
    await epoch.check();
    await open().redis.flushall();
    for (let time = 0; time < 2; time += 1)
      expect(await epoch.check()).toEqual({ kind: 'emptied' });
  });

  test('do not any more once an older Redis was brought back', async () => {
    await epoch.check();
    await epoch.check();
    await epoch.check();
    // As a copy of that time would have it.
    await open().redis.hset(KEY, 'checks', 1);
    expect(await epoch.check()).toEqual({ kind: 'rolled-back', lostChecks: 2 });
  });

  test('do not where the Redis is that of another blob store', async () => {
    await epoch.check();
    await open().redis.hset(KEY, 'id', 'another');
    expect(await epoch.check()).toEqual({ kind: 'other' });
  });

  test('belong together again when somebody says so', async () => {
    await epoch.check();
    await open().redis.flushall();
    await epoch.renew();
    expect(await epoch.check()).toEqual({ kind: 'same' });
  });

  test('belong together however many processes look at once', async () => {
    await epoch.check();
    const looks = await Promise.all(Array.from({ length: 30 }, () => epoch.check()));
    expect(new Set(looks.map(({ kind }) => kind))).toEqual(new Set(['same']));
    expect(await epoch.check()).toEqual({ kind: 'same' });
  });
});

describe('what is examined', () => {
  test('is told as it is, and changes when it is mended', async () => {
    const { redis } = open();
    const blobs = openBlobs(`file://${folder}`);
    const look = async (): Promise<ReturnType<typeof judgeHealth>> =>
      judgeHealth({
        nowMs: Date.now(),
        model: null,
        ...(await examineStore(redis, PREFIX, blobs)),
      });
    expect((await look())[0]).toMatchObject({ code: 'redis_aof_off', severity: 'unsafe' });
    await redis.config('SET', 'appendonly', 'yes', 'appendfsync', 'always');
    await redis.config('SET', 'maxmemory', '512mb');
    expect(maySpend(await look())).toBe(true);
    expect((await look()).map(({ code }) => code)).toContain('redis_log');
    await redis.config('SET', 'maxmemory-policy', 'volatile-lru');
    expect((await look())[0]).toMatchObject({ code: 'redis_evicts' });
    await redis.config('SET', 'appendonly', 'no', 'maxmemory-policy', 'noeviction');
  });

  test('and is away, is null and no error', async () => {
    const { redis } = open();
    const nowhere = openBlobs('file:///dev/null/blobs');
    expect(await examineStore(redis, PREFIX, nowhere)).toMatchObject({
      epoch: null,
      blobsWritable: false,
      redis: { version: expect.stringMatching(/^\d+\.\d+/) },
    });
  });
});
