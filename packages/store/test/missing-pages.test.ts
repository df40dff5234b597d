import { describe, expect, test } from '@jest/globals';
import { commitWith, feed, openStore, page, planned, upTo, useRedis } from './connect.ts';

const connected = useRedis();
const store = () => openStore(connected().redis);

describe('pages that are missing', () => {
  test('are those handed out that have not ended', async () => {
    const { pages } = store();
    await planned(store(), 'doc_a', 9);
    expect(await pages.missing('doc_a')).toEqual([]);
    await feed(store(), 'doc_a', 6);
    expect(await pages.missing('doc_a')).toEqual([1, 2, 3, 4, 5, 6]);
    for (const number of [4, 1, 6]) await pages.commit('doc_a', page(number), commitWith(6));
    expect(await pages.missing('doc_a')).toEqual([2, 3, 5, 7, 8, 9]);
    expect(await pages.missing('doc_none')).toEqual([]);
  });

  test('are found in a document of thousands of pages too', async () => {
    const { pages } = store();
    await planned(store(), 'doc_a', 2_500);
    await feed(store(), 'doc_a', 10_000);
    const ended = [1, 1_000, 1_001, 2_500];
    for (const number of ended) await pages.commit('doc_a', page(number), commitWith(100));
    const missing = await pages.missing('doc_a');
    expect(missing).toEqual(upTo(2_500).filter((number) => !ended.includes(number)));
  });
});
