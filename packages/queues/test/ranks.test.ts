import { expect, test } from '@jest/globals';
import { Postponed } from '../src/index.ts';
import { until, useBench } from './connect.ts';

const bench = useBench();

test('jobs are given out by rank, those of one rank in their order, and those that have none first', async () => {
  const { consume, producer } = bench();
  await producer.addPages('doc_large', [1, 2], 1, 40);
  await producer.addPages('doc_small', [1, 2], 1, 8);
  await producer.addPages('doc_old', [1]);
  await producer.addEntry('pages', '{"v":1,"documentId":"doc_whole","page":0,"rank":20}');
  const seen: [string, number][] = [];
  await consume(
    'pages',
    ({ documentId }, { rank }) => Promise.resolve(void seen.push([documentId, rank])),
    { concurrency: 1 },
  );
  await until(() => seen.length === 6);
  expect(seen).toEqual([
    ['doc_old', 0],
    ['doc_small', 8],
    ['doc_small', 8],
    ['doc_whole', 20],
    ['doc_large', 40],
    ['doc_large', 40],
  ]);
});

test('a job that was put off comes back in its own rank', async () => {
  const { producer, consume } = bench();
  const seen: string[] = [];
  await producer.addPages('doc_a', [1], 1, 7);
  await consume('pages', ({ documentId }, { rank }) => {
    seen.push(`${documentId} ${rank}`);
    return seen.length === 1 ? Promise.reject(new Postponed(10, 'later')) : Promise.resolve();
  });
  await until(() => seen.length === 2);
  expect(seen).toEqual(['doc_a 7', 'doc_a 7']);
});

test('ranks that are left from before they began again go first', async () => {
  const { producer } = bench();
  await producer.addPages('doc_left', [1, 2], 1, 1_000_000);
  await producer.addPages('doc_new', [1], 1, 3);
  await producer.advanceOverdue((rank) => rank > 500_000);
  const next = await producer.queues.pages.getPrioritized();
  expect(next.map(({ id }) => id?.split('-')[0])).toEqual(['doc_left', 'doc_left', 'doc_new']);
});
