import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { openWorld, type Step } from './blob-world.ts';
import { PREFIX, useRedis } from './connect.ts';

const connected = useRedis();
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quire-orders-'));
});
afterAll(() => rm(folder, { recursive: true }));

const CONDEMNED = `${PREFIX}:{blobs}:condemned`;

const several = (times: number, act: Step['act']): Step['act'][] =>
  Array<Step['act']>(times).fill(act);

const step = fc.record({
  act: fc.constantFrom<Step['act']>(
    ...several(4, 'upload'),
    'upload again',
    ...several(3, 'delete'),
    ...several(5, 'collect'),
    'expire',
    'retry',
    'kill',
    ...several(2, 'wait'),
    ...several(8, 'go on'),
    ...several(6, 'finish'),
  ),
  which: fc.nat(1_000),
});

test('whatever is uploaded, deleted, expires or is collected, in whatever order, and whoever dies: no document loses a file, and no file is left', async () => {
  const property = fc.asyncProperty(
    fc.array(step, { maxLength: 150, size: 'max' }),
    async (schedule) => {
      const { redis } = connected();
      await redis.flushall();
      for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
      const world = openWorld(redis, folder);
      for (const one of schedule) {
        await world.take(one);
        expect(await world.lost()).toEqual([]);
      }
      await world.settle();
      const standing = await redis.hlen(CONDEMNED);
      expect(standing === 0 || world.haveCollectionsFailed()).toBe(true);
      await world.aMonthLater();
      expect(await redis.hlen(CONDEMNED)).toBe(0);
      expect(await world.lost()).toEqual([]);
      const files = await world.files();
      const onceUsed = await world.onceUsed();
      expect([...files].filter((name) => !onceUsed.has(name))).toEqual([]);
      const keys = await redis.keys(`${PREFIX}:{blobs}:users:*`);
      expect(new Set(keys.map((key) => key.split(':users:')[1]))).toEqual(files);
      expect(new Set(await redis.zrange(`${PREFIX}:{blobs}:due`, '0', '-1'))).toEqual(files);
    },
  );
  await fc.assert(property, { numRuns: 50, endOnFailure: true });
}, 120_000);
