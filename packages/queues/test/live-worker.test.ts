import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { split, until, useBench } from './connect.ts';

const bench = useBench('always');

/** A worker that is not seen to move for ten seconds of a Redis that answers counts as dead. */
const LONGER_THAN_A_DEATH_MS = 11_000;

test('a live worker keeps its job while Redis stands still, is killed and comes back', async () => {
  const { connect, consume, outcomes, producer, redis, server } = bench();
  const held = Promise.withResolvers<void>();
  const taken: string[] = [];
  await consume('split', () => {
    taken.push('first');
    return held.promise;
  });
  await producer.add('split', split('doc_a'));
  await until(() => taken.length === 1);
  const token = await redis.get('test:split:split-doc_a:lock');
  await consume(
    'split',
    () => {
      taken.push('second');
      return Promise.resolve();
    },
    { redis: connect() },
  );

  await redis.client('PAUSE', LONGER_THAN_A_DEATH_MS, 'ALL');
  await redis.ping();
  await server.kill();
  await sleep(LONGER_THAN_A_DEATH_MS);
  await server.restart();
  // Long enough for a judgement that would be wrong to show itself.
  await sleep(LONGER_THAN_A_DEATH_MS);

  expect(token).toMatch(/./);
  expect(await redis.get('test:split:split-doc_a:lock')).toBe(token);
  expect(taken).toEqual(['first']);
  held.resolve();
  await until(() => outcomes.length === 1);
  await until(async () => (await producer.queues.split.getJob('split-doc_a')) === undefined);
  expect(taken).toEqual(['first']);
}, 90_000);
