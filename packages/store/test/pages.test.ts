import { describe, expect, test } from '@jest/globals';
import {
  accepted,
  commitWith,
  feed,
  openStore,
  page,
  planned,
  planOf,
  upTo,
  useRedis,
} from './connect.ts';

const connected = useRedis();
const store = () => openStore(connected().redis);
const fresh = (window: number) => ({ window, again: false }) as const;
const rerun = (window: number) => ({ window, again: true }) as const;

/** As if the slice had been handed out long ago and never confirmed. */
async function age(id: string): Promise<void> {
  await connected().redis.hset(`test:{${id}}:document`, 'slice_at', 1);
}

describe('slices', () => {
  test('hand out at most a window of pages, in order', async () => {
    await planned(store(), 'doc_a', 10);
    expect(await feed(store(), 'doc_a', 4)).toEqual([1, 2, 3, 4]);
    expect(await feed(store(), 'doc_a', 4)).toEqual([]);
  });

  test('hand out all pages where the window is larger than the document', async () => {
    await planned(store(), 'doc_a', 3);
    expect(await feed(store(), 'doc_a', 100)).toEqual([1, 2, 3]);
    expect(await feed(store(), 'doc_a', 100)).toEqual([]);
  });

  test('come with the commit that empties half of the window', async () => {
    const { pages } = store();
    await planned(store(), 'doc_a', 10);
    await feed(store(), 'doc_a', 4);
    expect((await pages.commit('doc_a', page(3), commitWith(4))).slice).toBeNull();
    expect((await pages.commit('doc_a', page(1), commitWith(4))).slice).toMatchObject({
      round: 1,
      from: 4,
      pages: [5, 6],
    });
  });

  test('reach every page of the document exactly once, whatever the window', async () => {
    const { pages } = store();
    for (const window of [1, 2, 3, 7, 100]) {
      const id = `doc_${window}`;
      await planned(store(), id, 23);
      const queue = [...(await feed(store(), id, window))];
      const seen: number[] = [];
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        expect(queue.length).toBeLessThan(window);
        seen.push(next);
        const { slice } = await pages.commit(id, page(next), commitWith(window));
        if (!slice) continue;
        queue.push(...slice.pages);
        await pages.confirmSlice(id, slice, window);
      }
      expect(seen).toEqual(upTo(23));
    }
  });

  test('that were not confirmed are offered again, whole, to a second run, and not to a first', async () => {
    const { pages } = store();
    await planned(store(), 'doc_a', 10);
    const slice = await pages.takeSlice('doc_a', fresh(4));
    expect(await pages.takeSlice('doc_a', fresh(4))).toBeNull();
    expect(await pages.takeSlice('doc_a', rerun(4))).toEqual(slice);
    expect(await pages.takeSlice('doc_a', rerun(4))).toEqual(slice);
  });

  test('that were not confirmed are offered to the second commit of a page, and not to a first', async () => {
    const { pages } = store();
    await planned(store(), 'doc_a', 10);
    await feed(store(), 'doc_a', 4);
    await pages.commit('doc_a', page(1), commitWith(4));
    // This run is given pages 5 and 6, and dies before it has enqueued them.
    const { slice } = await pages.commit('doc_a', page(2), commitWith(4));
    expect(slice).toMatchObject({ round: 1, from: 4, pages: [5, 6] });
    expect((await pages.commit('doc_a', page(3), commitWith(4))).slice).toBeNull();
    expect(await pages.commit('doc_a', page(2), commitWith(4))).toEqual({
      stands: false,
      isComplete: false,
      idle: null,
      slice: { ...slice, out: 3 },
    });
  });

  test('that were not confirmed for long are offered to anybody', async () => {
    const { pages } = store();
    await planned(store(), 'doc_a', 10);
    await feed(store(), 'doc_a', 4);
    await pages.commit('doc_a', page(1), commitWith(4));
    const { slice } = await pages.commit('doc_a', page(2), commitWith(4));
    await age('doc_a');
    expect((await pages.commit('doc_a', page(3), commitWith(4))).slice).toEqual({
      ...slice,
      out: 3,
    });
    // Offered just now, it is somebody's again.
    expect((await pages.commit('doc_a', page(4), commitWith(4))).slice).toBeNull();
    await age('doc_a');
    expect(await pages.takeSlice('doc_a', fresh(4))).toEqual({ ...slice, out: 2 });
  });

  test('are handed out by the confirmation where commits were refused one meanwhile', async () => {
    const { pages } = store();
    await planned(store(), 'doc_a', 2);
    const slice = await pages.takeSlice('doc_a', fresh(1));
    // All that was handed out ends before anybody says that it is enqueued.
    expect((await pages.commit('doc_a', page(1), commitWith(1))).slice).toBeNull();
    const next = await pages.confirmSlice('doc_a', slice ?? { round: 1, from: -1, pages: [] }, 1);
    expect(next).toMatchObject({ round: 1, from: 1, pages: [2] });
    expect(await pages.takeSlice('doc_a', rerun(1))).toEqual(next);
  });

  test('are confirmed only by the one who names them', async () => {
    const { pages } = store();
    await planned(store(), 'doc_a', 10);
    const slice = await pages.takeSlice('doc_a', fresh(4));
    await pages.confirmSlice('doc_a', { round: 1, from: 8, pages: [9, 10] }, 4);
    expect(await pages.takeSlice('doc_a', rerun(4))).toEqual(slice);
    await pages.confirmSlice('doc_a', { round: 1, from: 0, pages: [] }, 4);
    expect(await pages.takeSlice('doc_a', rerun(4))).toBeNull();
  });

  test('of a document that is not being processed are none', async () => {
    const { documents, pages } = store();
    expect(await pages.takeSlice('doc_none', rerun(4))).toBeNull();
    await documents.create(accepted('doc_a'), '{}');
    expect(await pages.takeSlice('doc_a', rerun(4))).toBeNull();
    await documents.plan('doc_a', planOf([1, 2]));
    await documents.end('doc_a', { status: 'cancelled', reason: null, webhookJob: null });
    expect(await pages.takeSlice('doc_a', rerun(4))).toBeNull();
  });
});

describe('committing a page', () => {
  test('keeps it and counts it by how it ended', async () => {
    const { documents, pages } = store();
    await planned(store(), 'doc_a', 5);
    await feed(store(), 'doc_a', 100);
    const error = { code: 'answer_truncated', detail: 'max_tokens' } as const;
    const all = [
      page(1, { data: { total: 3 }, text: 'ünïcode \u0000 "quoted"\n' }),
      page(2, { verdict: 'blank', cached: true }),
      page(3, { verdict: 'truncated', error }),
      page(4, { verdict: 'failed', cached: true, error }),
    ];
    for (const one of all) await pages.commit('doc_a', one, commitWith(100));
    expect(await documents.read('doc_a')).toMatchObject({
      status: 'processing',
      totalPages: 5,
      goodPages: 2,
      blankPages: 1,
      failedPages: 2,
      cachedPages: 2,
      failedPageNumbers: [3, 4],
      usage: { input_tokens: 40, output_tokens: 12 },
      costMicroUsd: 280,
    });
    for (const one of all) expect(await pages.read('doc_a', one.page)).toEqual(one);
    expect(await pages.read('doc_a', 5)).toBeNull();
    expect(await pages.has('doc_a', 4)).toBe(true);
    expect(await pages.has('doc_a', 5)).toBe(false);
    expect(await pages.readMany('doc_a', [4, 5, 1])).toEqual([all[3], all[0]]);
    expect(await pages.readMany('doc_a', [])).toEqual([]);
  });

  test('twice counts once, and the first record stands', async () => {
    const { documents, pages } = store();
    await planned(store(), 'doc_a', 2);
    await feed(store(), 'doc_a', 100);
    const first = await pages.commit('doc_a', page(1), commitWith(100));
    const second = await pages.commit(
      'doc_a',
      page(1, { verdict: 'failed', text: 'another' }),
      commitWith(100),
    );
    expect([first.stands, second.stands]).toEqual([true, false]);
    expect(await documents.read('doc_a')).toMatchObject({
      status: 'processing',
      goodPages: 1,
      failedPages: 0,
      failedPageNumbers: [],
      costMicroUsd: 70,
    });
    expect(await pages.read('doc_a', 1)).toEqual(page(1));
  });

  test('many times at once counts once', async () => {
    const { documents, pages } = store();
    await planned(store(), 'doc_a', 2);
    const commits = await Promise.all(
      upTo(20).map(() => pages.commit('doc_a', page(1), commitWith(100))),
    );
    expect(commits.filter(({ stands }) => stands)).toHaveLength(1);
    expect(await documents.read('doc_a')).toMatchObject({ goodPages: 1, costMicroUsd: 70 });
  });

  test('with the last page moves the document on and owes the aggregate job in one step', async () => {
    const { documents, outbox, pages } = store();
    const { redis } = connected();
    await planned(store(), 'doc_a', 3);
    await outbox.remove('doc_a', { queue: 'split', payload: '{"split":1}' });
    await feed(store(), 'doc_a', 100);
    // Whoever looks at any moment sees both or neither.
    const watching = redis.duplicate();
    const seen = new Set<string>();
    const watched = (async () => {
      for (let left = 200; left > 0; left -= 1) {
        const [status, owed] = await watching
          .multi()
          .hget('test:{doc_a}:document', 'status')
          .hget('test:{doc_a}:outbox', 'aggregate')
          .exec()
          .then((replies) => (replies ?? []).map(([, value]) => String(value)));
        seen.add(`${status} ${owed}`);
      }
    })();
    const commits = await Promise.all(
      [3, 1, 2].map((number) => pages.commit('doc_a', page(number), commitWith(100))),
    );
    await watched;
    watching.disconnect();
    expect(commits.map(({ isComplete }) => isComplete)).toEqual([false, false, true]);
    expect(await documents.read('doc_a')).toMatchObject({ status: 'aggregating', goodPages: 3 });
    expect(await outbox.entries('doc_a')).toEqual([
      { queue: 'aggregate', payload: '{"aggregate":1}' },
    ]);
    expect([...seen].filter((pair) => pair === 'processing null').length).toBeLessThanOrEqual(1);
    for (const pair of seen) {
      expect(['processing null', 'aggregating {"aggregate":1}']).toContain(pair);
    }
  });

  test('again after the last says that the outbox is to be relayed, and writes nothing', async () => {
    const { outbox, pages } = store();
    await planned(store(), 'doc_a', 1);
    await pages.commit('doc_a', page(1), commitWith(100));
    for (const { queue, payload } of await outbox.entries('doc_a')) {
      await outbox.remove('doc_a', { queue, payload });
    }
    expect(await pages.commit('doc_a', page(1), commitWith(100))).toMatchObject({
      stands: false,
      isComplete: true,
      slice: null,
    });
    expect(await outbox.entries('doc_a')).toEqual([]);
  });

  test('of a page that is not in the plan counts nothing, so that no other page is passed over', async () => {
    const { documents, pages } = store();
    await planned(store(), 'doc_a', 2);
    await pages.commit('doc_a', page(1), commitWith(100));
    const commit = await pages.commit('doc_a', page(77), commitWith(100));
    expect(commit).toMatchObject({ stands: false, isComplete: false, slice: null });
    expect(await documents.read('doc_a')).toMatchObject({ status: 'processing', goodPages: 1 });
    expect(await pages.has('doc_a', 77)).toBe(false);
  });

  test('after a cancel keeps what was paid for, and the document stays cancelled', async () => {
    const { documents, pages, outbox } = store();
    const { redis } = connected();
    await planned(store(), 'doc_a', 1);
    await documents.end('doc_a', { status: 'cancelled', reason: null, webhookJob: null });
    for (const stands of [true, false]) {
      expect(await pages.commit('doc_a', page(1), commitWith(100))).toMatchObject({
        stands,
        isComplete: false,
        slice: null,
      });
    }
    expect(await documents.read('doc_a')).toMatchObject({
      status: 'cancelled',
      goodPages: 1,
      costMicroUsd: 70,
    });
    expect(await pages.read('doc_a', 1)).toMatchObject({ text: 'text of 1' });
    expect((await outbox.entries('doc_a')).map(({ queue }) => queue)).not.toContain('aggregate');
    expect(await redis.ttl('test:{doc_a}:pages')).toBeGreaterThan(0);
  });

  test('of a document that is not there writes nothing', async () => {
    const { pages } = store();
    const { redis } = connected();
    const nothing = { stands: false, isComplete: false, slice: null };
    const ending = { ...commitWith(100), call: null };
    expect(await pages.commit('doc_none', page(1), ending)).toMatchObject(nothing);
    expect(await redis.keys('*')).toEqual([]);
  });
});
