import { expect, test } from '@jest/globals';
import { createDocumentFeed } from '../src/index.ts';
import { commitWith, openStore, page, planned, PREFIX, upTo, useRedis } from './connect.ts';

const connected = useRedis();
const open = () => createDocumentFeed(connected().redis, PREFIX);
const end = { status: 'partial', reason: null, webhookJob: null } as const;

async function commit(number: number, more: Parameters<typeof page>[1] = {}): Promise<void> {
  await openStore(connected().redis).pages.commit('doc_a', page(number, more), commitWith(9));
}

/** Page and verdict of each entry. */
async function told(from = 0, count = 100): Promise<string[]> {
  const chunk = await open().read('doc_a', from, count);
  return (chunk?.pages ?? []).map(({ position, page: one }) => {
    expect(Object.keys(one)).not.toContain('text');
    return `${position}: ${one.page} ${one.verdict}`;
  });
}

test('a feed names pages in the order in which they ended, each once however often it is committed', async () => {
  await planned(openStore(connected().redis), 'doc_a', 4);
  expect(await open().head('doc_a')).toEqual({ round: 1, length: 0 });
  for (const number of [3, 1, 3, 1]) await commit(number);
  expect(await open().head('doc_a')).toEqual({ round: 1, length: 2 });
  expect(await told()).toEqual(['0: 3 ok', '1: 1 ok']);
  expect(await told(1)).toEqual(['1: 1 ok']);
  expect(await told(0, 1)).toEqual(['0: 3 ok']);
  expect(await open().read('doc_a', 2, 100)).toEqual({ round: 1, length: 2, to: 2, pages: [] });
});

test('a page that is rejected is told again, and told as it is whenever it is asked for', async () => {
  const { pages } = openStore(connected().redis);
  await planned(openStore(connected().redis), 'doc_a', 2);
  await commit(1);
  for (let times = 0; times < 3; times += 1) {
    await pages.reject('doc_a', page(1, { verdict: 'failed' }));
  }
  expect(await told()).toEqual(['0: 1 failed', '1: 1 failed']);
});

test('a retry begins the feed anew with what stands, and it goes with its document', async () => {
  const { documents } = openStore(connected().redis);
  const { redis } = connected();
  await planned(openStore(redis), 'doc_a', 4);
  for (const number of [4, 2]) await commit(number);
  await commit(1, { verdict: 'failed' });
  await documents.end('doc_a', end);
  // It was paid before the end, and comes after it: a key that is made so late expires as well.
  await redis.del('test:{doc_a}:feed');
  await commit(3);
  expect(await redis.ttl('test:{doc_a}:feed')).toBeGreaterThan(0);
  await documents.retry('doc_a', 2, { splitJob: '{}', wholeJob: '{}' });
  expect(await open().head('doc_a')).toEqual({ round: 2, length: 3 });
  expect(await told()).toEqual(['0: 2 ok', '1: 3 ok', '2: 4 ok']);
  expect(await redis.ttl('test:{doc_a}:feed')).toBe(-1);
  await redis.del(await redis.keys('test:{doc_a}:*'));
  expect(await open().read('doc_a', 0, 10)).toBeNull();
});

test('10,000 pages take less than 5 bytes each, however often they are retried', async () => {
  const { redis } = connected();
  const { documents, pages } = openStore(redis);
  await planned(openStore(redis), 'doc_a', 10_000);
  for (let from = 1; from <= 10_000; from += 500) {
    const numbers = upTo(500).map((at) => from + at - 1);
    await Promise.all(
      numbers.map((number) => pages.commit('doc_a', page(number), commitWith(100))),
    );
  }
  await commit(1);
  for (let round = 2; round <= 5; round += 1) {
    await pages.reject('doc_a', page(1, { verdict: 'failed' }));
    await documents.end('doc_a', end);
    await documents.retry('doc_a', round, { splitJob: '{}', wholeJob: '{}' });
    await commit(1);
  }
  expect(await open().head('doc_a')).toEqual({ round: 5, length: 10_000 });
  expect(await redis.memory('USAGE', 'test:{doc_a}:feed', 'SAMPLES', 0)).toBeLessThan(50_000);
});
