import { describe, expect, test } from '@jest/globals';
import { FailedForGood, type JobContext, Postponed, RetryNotBefore } from '../src/index.ts';
import { split, until, useBench } from './connect.ts';

const bench = useBench();

/** Resolves when the signal is aborted, with its reason. */
const aborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(signal.reason));
  });

describe('a job', () => {
  test('that is done is reported once and leaves nothing in the queue', async () => {
    const { consume, outcomes, producer } = bench();
    const seen: unknown[] = [];
    await consume('pages', (job, { attempt, isLastAttempt }) => {
      seen.push([job, attempt, isLastAttempt]);
      return Promise.resolve();
    });
    await producer.addPages('doc_a', [3]);
    await until(
      async () =>
        outcomes.length === 1 && (await producer.queues.pages.getJob('doc_a-p3')) === undefined,
    );
    expect(seen).toEqual([[{ v: 1, documentId: 'doc_a', page: 3 }, 1, false]]);
    expect(outcomes).toEqual([
      expect.objectContaining({ queue: 'pages', jobId: 'doc_a-p3', attempt: 1, outcome: 'done' }),
    ]);
  });

  test('that fails is tried again after its wait, and is told which attempt is its last', async () => {
    const { consume, outcomes, producer, redis } = bench();
    const contexts: Pick<JobContext, 'attempt' | 'isLastAttempt'>[] = [];
    const error = new Error('render_failed');
    const startedAt: number[] = [];
    await consume('split', (_job, { attempt, isLastAttempt }) => {
      startedAt.push(performance.now());
      contexts.push({ attempt, isLastAttempt });
      return Promise.reject(error);
    });
    await producer.add('split', split('doc_a'));
    await until(() => outcomes.length === 2);
    // Of the table's second at most half is taken off.
    expect((startedAt[1] ?? 0) - (startedAt[0] ?? 0)).toBeGreaterThan(450);
    // As if its other attempts had been made.
    await until(async () => (await producer.queues.split.getDelayedCount()) === 1);
    await redis.hset('test:split:split-doc_a', 'atm', 4);
    await until(async () => (await producer.queues.split.getFailedCount()) === 1);
    expect(contexts).toEqual([
      { attempt: 1, isLastAttempt: false },
      { attempt: 2, isLastAttempt: false },
      { attempt: 5, isLastAttempt: true },
    ]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'failed for good']);
    expect(outcomes[0]).toMatchObject({ error });
  });

  test('that has failed for good is not tried again, and keeps its reason for the dashboard', async () => {
    const { consume, outcomes, producer } = bench();
    await consume('split', () => Promise.reject(new FailedForGood('pdf_encrypted: locked', 'x')));
    await producer.add('split', split('doc_a'));
    await until(async () => (await producer.queues.split.getFailedCount()) === 1);
    const job = await producer.queues.split.getJob('split-doc_a');
    expect(job?.failedReason).toBe('pdf_encrypted: locked');
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['failed for good']);
  });

  test('that is postponed comes back after that time and uses up no attempt, however often', async () => {
    const { consume, outcomes, producer } = bench();
    const attempts: number[] = [];
    const firsts: boolean[] = [];
    await consume('split', (_job, { attempt, isFirstRun }) => {
      attempts.push(attempt);
      firsts.push(isFirstRun);
      // More often than the queue has attempts.
      return attempts.length <= 7
        ? Promise.reject(new Postponed(attempts.length % 2 === 0 ? 0 : 20, 'full'))
        : Promise.resolve();
    });
    await producer.add('split', split('doc_a'));
    await until(() => outcomes.some(({ outcome }) => outcome === 'done'));
    expect(attempts).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    // Nor is it taken for new again.
    expect(firsts).toEqual([true, ...Array.from({ length: 7 }, () => false)]);
    expect(outcomes.filter(({ outcome }) => outcome === 'postponed')).toHaveLength(7);
  });

  test('that must not come back too early waits at least as long as it says', async () => {
    const { consume, outcomes, producer } = bench();
    await consume('split', () => Promise.reject(new RetryNotBefore(600_000, 'Retry-After')));
    await producer.add('split', split('doc_a'));
    await until(async () => (await producer.queues.split.getDelayedCount()) === 1);
    const job = await producer.queues.split.getJob('split-doc_a');
    expect(job?.delay).toBeGreaterThanOrEqual(600_000);
    expect(job?.attemptsMade).toBe(1);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['failed']);
  });

  test('of a later version is put off for a newer worker, at no attempt', async () => {
    const { consume, outcomes, producer } = bench();
    await consume('split', () => Promise.reject(new Error('not to be called')));
    await producer.queues.split.add(
      'split',
      { v: 2, document: { id: 'doc_a' } },
      { jobId: 'later', attempts: 5 },
    );
    await until(async () => (await producer.queues.split.getDelayedCount()) === 1);
    const job = await producer.queues.split.getJob('later');
    expect(job).toMatchObject({ attemptsMade: 0, delay: expect.any(Number) });
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['postponed']);
  });

  test.each([
    {},
    null,
    'x',
    { v: 0 },
    { v: 1 },
    { v: 1, documentId: 'a:b' },
    { documentId: 'doc_a' },
  ])('that no version ever wrote has failed for good: %j', async (payload) => {
    const { consume, outcomes, producer } = bench();
    await consume('split', () => Promise.reject(new Error('not to be called')));
    await producer.queues.split.add('split', payload, { jobId: 'junk', attempts: 5 });
    await until(async () => (await producer.queues.split.getFailedCount()) === 1);
    expect((await producer.queues.split.getJob('junk'))?.failedReason).toMatch(
      /^unreadable payload/,
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['failed for good']);
  });
});

describe('stopping', () => {
  test('waits for the job in hand and takes no new one', async () => {
    const { consume, outcomes, producer } = bench();
    const held = Promise.withResolvers<void>();
    const stopped: unknown[] = [];
    const consumer = await consume(
      'split',
      (_job, { stopping }) => {
        stopping.addEventListener('abort', () => stopped.push(stopping.reason));
        return held.promise;
      },
      { concurrency: 1 },
    );
    await producer.add('split', split('doc_a'));
    await producer.add('split', split('doc_b'));
    await until(async () => (await producer.queues.split.getActiveCount()) === 1);
    let isStopped = false;
    const stopping = consumer.stop(60_000).then(() => {
      isStopped = true;
      return isStopped;
    });
    await until(() => stopped.length === 1);
    await producer.add('split', split('doc_c'));
    expect(isStopped).toBe(false);
    held.resolve();
    await stopping;
    expect(outcomes.map(({ jobId, outcome }) => [jobId, outcome])).toEqual([
      ['split-doc_a', 'done'],
    ]);
    expect(await producer.queues.split.getWaitingCount()).toBe(2);
    expect(await producer.queues.split.getActiveCount()).toBe(0);
  });

  test('when the grace is over abandons the job in hand, which another worker then gets', async () => {
    const { consume, outcomes, producer, redis } = bench();
    const consumer = await consume('split', async (_job, { abandoned }) => {
      const reason = await aborted(abandoned);
      throw new Postponed(0, String(reason));
    });
    await producer.add('split', split('doc_a'));
    await until(async () => (await producer.queues.split.getActiveCount()) === 1);
    await consumer.stop(50);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['postponed']);
    // It has left the list of workers, so that nobody waits for it.
    expect(await redis.hlen('test:workers:split')).toBe(0);
    await consume('split', () => Promise.resolve());
    await until(() => outcomes.length === 2);
    expect(outcomes[1]).toMatchObject({ outcome: 'done', attempt: 1 });
  });

  test('stays on the list of workers when a job does not let go of it, so that its death is seen', async () => {
    const { consume, producer, redis } = bench();
    const held = Promise.withResolvers<void>();
    const consumer = await consume('split', () => held.promise);
    await producer.add('split', split('doc_a'));
    await until(async () => (await producer.queues.split.getActiveCount()) === 1);
    await consumer.stop(50);
    expect(await redis.hlen('test:workers:split')).toBe(1);
    held.resolve();
    await until(async () => (await producer.queues.split.getActiveCount()) === 0);
  });

  test('closes every connection but the caller’s', async () => {
    const { consume, redis } = bench();
    const clients = async (): Promise<number> =>
      String(await redis.client('LIST'))
        .trim()
        .split('\n').length;
    const before = await clients();
    const consumer = await consume('split', () => Promise.resolve());
    expect(await clients()).toBeGreaterThan(before);
    await consumer.stop(1_000);
    await until(async () => (await clients()) === before);
    expect(await redis.ping()).toBe('PONG');
  });
});
