import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { createProducer, startConsumer } from '@quire/queues';
import { connectRedis, createLog } from '@quire/service';
import { startPrivateRedis } from '@quire/testkit';

const HANDS = 40;
const GATHER_MS = 400;

test('idle hands get their pages at once, on a connection that waits long to gather what it writes', async () => {
  const server = await startPrivateRedis();
  const log = createLog('tester', 'silent');
  const redis = await connectRedis(server.url, log, { whenAway: 'wait', gatherMs: GATHER_MS });
  const direct = await connectRedis(server.url, log, { whenAway: 'wait' });
  const producer = createProducer(direct, 'test');
  const begun = Promise.withResolvers<void>();
  let pages = 0;
  const consumer = await startConsumer('pages', {
    redis,
    prefix: 'test',
    concurrency: HANDS,
    handle: (_job, { abandoned }) =>
      new Promise((resolve) => {
        abandoned.addEventListener('abort', () => resolve());
        pages += 1;
        if (pages === HANDS) begun.resolve();
      }),
    onLost: () => Promise.resolve(),
    onOutcome: () => undefined,
    onTrouble: () => undefined,
  });
  await producer.addPages(
    'doc_a',
    Array.from({ length: HANDS }, (_, at) => at + 1),
  );
  // Each after the other's write, all but the first eight would wait their turn.
  await Promise.race([begun.promise, sleep((HANDS / 2) * GATHER_MS, undefined, { ref: false })]);
  await consumer.stop(0);
  await producer.close();
  redis.disconnect();
  direct.disconnect();
  await server.stop();
  expect(pages).toBe(HANDS);
});
