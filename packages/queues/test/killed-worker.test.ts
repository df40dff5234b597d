import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { startProcess } from '@quire/testkit';
import { createLiveness } from '../src/index.ts';
import { split, until, useBench } from './connect.ts';

const bench = useBench();

/** A lock lasts 180 s; ten seconds to be sure of a death and two checks for lost jobs are 25 s. */
const FAR_LESS_THAN_A_LOCK_MS = 60_000;

/** As hanging-worker.ts calls itself. */
const WORKER = 'hanging-worker';

test('what a killed worker had in hand is given to another long before its locks end, and given up where workers died of it again and again', async () => {
  const { consume, outcomes, producer, redis, server, troubles } = bench();
  const script = fileURLToPath(new URL('hanging-worker.ts', import.meta.url));
  const worker = await startProcess({ command: process.execPath, args: [script, server.url] });
  await producer.add('split', split('doc_a'));
  await producer.add('split', split('doc_b'));
  await until(
    () => worker.stdout().includes('took doc_a') && worker.stdout().includes('took doc_b'),
  );
  // As if four workers had ended with this job in hand before; this one is the fifth.
  await redis.set('test:poison:split:split-doc_b', 4);

  const seen: unknown[] = [];
  const lost: unknown[] = [];
  const dead: string[] = [];
  const liveness = createLiveness(redis, 'test', 'split');
  await consume(
    'split',
    (job, { attempt }) => {
      seen.push([job.documentId, attempt]);
      return Promise.resolve();
    },
    {
      onLost(job) {
        lost.push(job.documentId);
        return Promise.resolve();
      },
      owner: 'the-living',
      async onDeath(owner) {
        // Known to all before its jobs come back.
        if (await liveness.isDead(owner)) dead.push(owner);
        expect(seen).toEqual([]);
      },
    },
  );
  expect(await redis.hlen('test:workers:split')).toBe(2);
  worker.kill('SIGKILL');
  const killedAt = performance.now();
  await worker.exit;
  await until(() => outcomes.length === 2 && lost.length === 1);
  expect(performance.now() - killedAt).toBeLessThan(FAR_LESS_THAN_A_LOCK_MS);
  // It costs the job no attempt.
  expect(seen).toEqual([['doc_a', 1]]);
  expect(lost).toEqual(['doc_b']);
  expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['done', 'failed for good']);
  await until(async () => (await producer.queues.split.getFailedCount()) === 1);
  expect(await redis.exists('test:poison:split:split-doc_b')).toBe(0);
  expect(await redis.ttl('test:poison:split:split-doc_a')).toBeGreaterThan(71 * 3_600);
  expect(dead).toEqual([WORKER]);
  expect(await liveness.isDead('the-living')).toBe(false);
  expect(await redis.hlen('test:workers:split')).toBe(1);
  expect(troubles).toEqual([]);
}, 90_000);
