import { describe, expect, jest, test } from '@jest/globals';
import { createProducer, FailedForGood, Postponed } from '../src/index.ts';
import { PREFIX, split, until, useBench } from './connect.ts';

const bench = useBench();

describe('adding a job', () => {
  test('twice is one job', async () => {
    const { producer } = bench();
    await producer.add('split', split('doc_a'));
    await producer.add('split', split('doc_a'));
    await Promise.all([
      producer.add('split', split('doc_a')),
      producer.ensure('split', split('doc_a')),
    ]);
    expect(await producer.queues.split.count()).toBe(1);
    const job = await producer.queues.split.getJob('split-doc_a');
    expect(job?.data).toEqual({ v: 1, documentId: 'doc_a' });
    expect(job?.opts).toMatchObject({ attempts: 5, removeOnComplete: true });
  });

  test('by two producers at once is one job', async () => {
    const { producer, redis } = bench();
    const other = redis.duplicate();
    const second = createProducer(other, PREFIX);
    const pages = Array.from({ length: 300 }, (_, at) => at + 1);
    await Promise.all([producer.addPages('doc_a', pages), second.addPages('doc_a', pages)]);
    await second.close();
    // The connection is the caller's, and still open.
    expect(await other.ping()).toBe('PONG');
    other.disconnect();
    expect(await producer.queues.pages.count()).toBe(300);
  });

  test('for each of many pages keeps their order, 250 in one go', async () => {
    const { producer } = bench();
    const pages = Array.from({ length: 600 }, (_, at) => at + 1);
    const adding = jest.spyOn(producer.queues.pages, 'addBulk');
    await producer.addPages('doc_a', pages);
    expect(adding.mock.calls.map(([jobs]) => jobs.length)).toEqual([250, 250, 100]);
    adding.mockRestore();
    const waiting = await producer.queues.pages.getWaiting(0, 700);
    expect(waiting.map(({ id }) => id)).toEqual(pages.map((page) => `doc_a-p${page}`));
    await producer.addPages('doc_a', []);
    expect(await producer.queues.pages.count()).toBe(600);
  });

  test('from an outbox takes the payload as text', async () => {
    const { producer } = bench();
    await producer.addEntry('aggregate', '{"v":1,"documentId":"doc_a"}');
    expect((await producer.queues.aggregate.getJob('aggregate-doc_a'))?.data).toEqual(
      split('doc_a'),
    );
  });

  test.each([
    ['nobody', '{"v":1,"documentId":"doc_a"}', /no queue nobody/],
    ['constructor', '{"v":1,"documentId":"doc_a"}', /no queue constructor/],
    ['split', '{', /JSON/],
    ['split', '{"v":2,"documentId":"doc_a"}', /"v"/],
    ['split', '{"v":1,"documentId":"a:b"}', /"documentId"/],
    ['pages', '{"v":1,"documentId":"doc_a","page":-1}', /"page"/],
  ])('from an outbox to queue %s with %s is refused', async (queue, payload, reason) => {
    const { producer, redis } = bench();
    await expect(producer.addEntry(queue, payload)).rejects.toThrow(reason);
    expect(await redis.keys('*doc_a*')).toEqual([]);
  });
});

describe('ensuring a job', () => {
  test('adds it where it is not there, and changes nothing where it waits', async () => {
    const { producer } = bench();
    await producer.ensure('split', split('doc_a'));
    await producer.ensure('split', split('doc_a'));
    expect(await producer.queues.split.getWaitingCount()).toBe(1);
  });

  test('gives one that stands failed for good another run; adding it does not', async () => {
    const { consume, outcomes, producer } = bench();
    let runs = 0;
    await consume('split', () => {
      runs += 1;
      return runs === 1
        ? Promise.reject(new FailedForGood('pdf_encrypted', undefined))
        : Promise.resolve();
    });
    // Not ensured from the beginning: a job that fails at once would be found failed, and run again.
    await producer.add('split', split('doc_a'));
    await until(async () => (await producer.queues.split.getFailedCount()) === 1);
    await producer.add('split', split('doc_a'));
    expect(await producer.queues.split.getFailedCount()).toBe(1);
    await producer.ensure('split', split('doc_a'));
    await until(() => outcomes.length === 2);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['failed for good', 'done']);
    await until(async () => (await producer.queues.split.getJob('split-doc_a')) === undefined);
  });

  test('of many pages adds those that are not there, and runs those again that failed for good', async () => {
    const { consume, outcomes, producer } = bench();
    const seen: number[] = [];
    await consume('pages', ({ page }) => {
      seen.push(page);
      return page === 2 && seen.length === 1
        ? Promise.reject(new FailedForGood('page_quarantined', undefined))
        : Promise.resolve();
    });
    await producer.addPages('doc_a', [2]);
    await until(async () => (await producer.queues.pages.getFailedCount()) === 1);
    await producer.ensurePages('doc_a', [1, 2, 3]);
    await until(() => outcomes.length === 4);
    expect(seen.toSorted((one, other) => one - other)).toEqual([1, 2, 2, 3]);
  });

  test('of pages that wait changes nothing', async () => {
    const { producer } = bench();
    await producer.addPages('doc_a', [1, 2], 2);
    await producer.ensurePages('doc_a', [1, 2], 2);
    expect(await producer.queues.pages.getWaitingCount()).toBe(2);
    await producer.ensurePages('doc_a', [], 2);
    await producer.ensurePages('doc_a', [1], 3);
    expect(await producer.queues.pages.getWaitingCount()).toBe(3);
  });
});

test('waking pages puts forward those that were put off, and adds none', async () => {
  const { consume, producer } = bench();
  const seen: number[] = [];
  await consume('pages', ({ page }) => {
    seen.push(page);
    return page === 2 && seen.length === 1
      ? Promise.reject(new Postponed(3_600_000, 'later'))
      : Promise.resolve();
  });
  await producer.addPages('doc_a', [2]);
  await until(async () => (await producer.queues.pages.getDelayedCount()) === 1);
  await producer.wakePages('doc_a', [1, 2]);
  await until(() => seen.length === 2);
  expect(seen).toEqual([2, 2]);
  expect(await producer.queues.pages.getJob('doc_a-p1')).toBeUndefined();
});
