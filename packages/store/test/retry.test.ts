import { describe, expect, test } from '@jest/globals';
import { array, assert, asyncProperty, boolean, integer } from 'fast-check';
import {
  accepted,
  commitWith,
  feed,
  intentOf,
  claimAs,
  openStore,
  outcome,
  page,
  planned,
  sent,
  upTo,
  useRedis,
} from './connect.ts';

const connected = useRedis();
const store = () => openStore(connected().redis);
const end = (status: 'completed' | 'partial' | 'failed' | 'cancelled') =>
  ({ status, reason: null, webhookJob: null }) as const;
const WINDOW = 4;
const WHOLE_JOB = '{"page":0}';
const bad = { verdict: 'failed', text: '' } as const;

/** A document of three pages of which the second failed. */
async function partial(id: string): Promise<void> {
  await planned(store(), id, 3);
  await feed(store(), id, WINDOW);
  for (const number of [1, 3]) await store().pages.commit(id, page(number), commitWith(WINDOW));
  await store().pages.commit(id, page(2, bad), commitWith(WINDOW));
  await store().documents.end(id, end('partial'));
}

describe('a retry', () => {
  test('hands out again what failed, keeps what is good, and counts on', async () => {
    const { documents, pages, active } = store();
    await partial('doc_a');
    await active.remove('doc_a');
    expect(
      await documents.retry('doc_a', 2, { splitJob: '{"split":2}', wholeJob: WHOLE_JOB }),
    ).toBe('processing');
    expect(await documents.read('doc_a')).toMatchObject({
      status: 'processing',
      round: 2,
      reason: null,
      finishedAtMs: null,
      totalPages: 3,
      goodPages: 2,
      failedPages: 0,
      failedPageNumbers: [],
      // What was paid stays on the bill.
      usage: { input_tokens: 30, output_tokens: 9 },
    });
    expect(await active.untouchedSince(Date.now() + 1, 10)).toContain('doc_a');
    expect(await pages.missing('doc_a')).toEqual([]);
    const slice = await pages.takeSlice('doc_a', { window: WINDOW, again: false });
    expect(slice).toMatchObject({ round: 2, from: 0, pages: [2] });
    expect(await pages.missing('doc_a')).toEqual([2]);
    const commit = await pages.commit('doc_a', page(2), commitWith(WINDOW));
    expect(commit).toMatchObject({ stands: true, isComplete: true });
    expect(await documents.read('doc_a')).toMatchObject({ status: 'aggregating', goodPages: 3 });
    const all = await pages.readMany('doc_a', await documents.order('doc_a', 0, 10));
    expect(all.map(({ page: number, verdict }) => [number, verdict])).toEqual([
      [1, 'ok'],
      [2, 'ok'],
      [3, 'ok'],
    ]);
  });

  test('takes a document off the way to being forgotten', async () => {
    await partial('doc_a');
    await store().documents.retry('doc_a', 2, { splitJob: '', wholeJob: WHOLE_JOB });
    const { redis } = connected();
    const keys = await redis.keys('test:{doc_a}:*');
    const ttls = await Promise.all(keys.map((key) => redis.ttl(key)));
    expect(keys.filter((key, at) => !key.endsWith(':ledger') && ttls[at] !== -1)).toEqual([]);
  });

  test('reads on where a document was cancelled, its failed pages and those that nobody read', async () => {
    const { documents, pages } = store();
    await planned(store(), 'doc_a', 9);
    await feed(store(), 'doc_a', WINDOW);
    await pages.commit('doc_a', page(1), commitWith(WINDOW));
    await pages.commit('doc_a', page(2, bad), commitWith(WINDOW));
    await documents.end('doc_a', end('cancelled'));
    expect(await documents.retry('doc_a', 2, { splitJob: '', wholeJob: WHOLE_JOB })).toBe(
      'processing',
    );
    expect(await feed(store(), 'doc_a', 20)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('splits a document again whose pages could not be told apart', async () => {
    const { documents, outbox } = store();
    await documents.create(accepted('doc_a'), '{"split":1}');
    await outbox.remove('doc_a', { queue: 'split', payload: '{"split":1}' });
    await documents.end('doc_a', end('failed'));
    expect(
      await documents.retry('doc_a', 2, { splitJob: '{"split":2}', wholeJob: WHOLE_JOB }),
    ).toBe('queued');
    expect(await outbox.entries('doc_a')).toEqual([{ queue: 'split', payload: '{"split":2}' }]);
  });

  test('leaves alone what is complete, what is under way, what is gone, and an earlier round', async () => {
    const { documents } = store();
    await planned(store(), 'doc_running', 2);
    await planned(store(), 'doc_done', 1);
    await documents.end('doc_done', end('completed'));
    expect(await documents.retry('doc_running', 2, { splitJob: '', wholeJob: WHOLE_JOB })).toBe(
      'processing',
    );
    expect(await documents.retry('doc_done', 2, { splitJob: '', wholeJob: WHOLE_JOB })).toBe(
      'completed',
    );
    expect(await documents.retry('doc_none', 2, { splitJob: '', wholeJob: WHOLE_JOB })).toBeNull();
    await partial('doc_a');
    const all = await Promise.all(
      upTo(8).map(() => documents.retry('doc_a', 2, { splitJob: '', wholeJob: WHOLE_JOB })),
    );
    expect(new Set(all)).toEqual(new Set(['processing']));
    expect(await documents.read('doc_a')).toMatchObject({ round: 2 });
    await store().pages.commit('doc_a', page(2, bad), commitWith(WINDOW));
    await documents.end('doc_a', end('partial'));
    // The answer to somebody's retry was lost, and it is sent again after that retry's end.
    expect(await documents.retry('doc_a', 2, { splitJob: '', wholeJob: WHOLE_JOB })).toBe(
      'partial',
    );
    expect(await documents.retry('doc_a', 3, { splitJob: '', wholeJob: WHOLE_JOB })).toBe(
      'processing',
    );
  });

  test('lets a page be asked for again that was let go of, under a fence and a number of its own', async () => {
    const { documents, pages, calls } = store();
    await planned(store(), 'doc_a', 1);
    await feed(store(), 'doc_a', WINDOW);
    for (let times = 0; times < 2; times += 1) await sent(store(), 'doc_a', 1, { leaseMs: 0 });
    expect(await calls.claim('doc_a', 1, claimAs('w1'))).toMatchObject({ kind: 'quarantined' });
    await pages.commit('doc_a', page(1, bad), { ...commitWith(WINDOW), call: null });
    await documents.end('doc_a', end('failed'));
    await documents.retry('doc_a', 2, { splitJob: '', wholeJob: WHOLE_JOB });
    const claim = await calls.claim('doc_a', 1, claimAs('w1'));
    if (claim.kind !== 'claimed') throw new Error(JSON.stringify(claim));
    expect(claim.fence).toBe(3);
    expect(await calls.intend('doc_a', 1, claim.fence, intentOf('r_again'))).toBe(3);
  });

  test('takes the answer of a call that outlived the round it was sent in', async () => {
    const { documents, pages } = store();
    await planned(store(), 'doc_a', 2);
    await feed(store(), 'doc_a', WINDOW);
    const late = await sent(store(), 'doc_a', 1);
    await documents.end('doc_a', end('cancelled'));
    await documents.retry('doc_a', 2, { splitJob: '', wholeJob: WHOLE_JOB });
    const call = outcome(late);
    const commit = await pages.commit('doc_a', page(1), { ...commitWith(WINDOW), call });
    expect(commit.stands).toBe(true);
    const again = await pages.commit('doc_a', page(1), { ...commitWith(WINDOW), call: null });
    expect(again.stands).toBe(false);
    const last = await pages.commit('doc_a', page(2), { ...commitWith(WINDOW), call: null });
    expect(last.isComplete).toBe(true);
  });

  test('after any rounds of any ends leaves every page read once, in order', async () => {
    let count = 0;
    const ends = array(array(boolean(), { minLength: 12, maxLength: 12 }), {
      maxLength: 4,
    });
    const run = async (rounds: readonly (readonly boolean[])[], total: number): Promise<void> => {
      const { documents, pages } = store();
      count += 1;
      const id = `doc_${count}`;
      await planned(store(), id, total);
      const good = new Set<number>();
      const all = [...rounds, Array<boolean>(12).fill(true)];
      for (const [at, isGood] of all.entries()) {
        const open = upTo(total).filter((number) => !good.has(number));
        const seen: number[] = [];
        let slice = await pages.takeSlice(id, { window: WINDOW, again: false });
        while (slice !== null) {
          const confirmed = await pages.confirmSlice(id, slice, WINDOW);
          const { pages: numbers } = slice;
          slice = confirmed;
          for (const number of numbers) {
            seen.push(number);
            if (isGood[number]) good.add(number);
            const record = page(number, isGood[number] ? {} : bad);
            const commit = await pages.commit(id, record, { ...commitWith(WINDOW), call: null });
            slice ??= commit.slice;
          }
        }
        expect(seen).toEqual(open);
        await documents.end(id, end(good.size === total ? 'completed' : 'partial'));
        if (good.size === total) break;
        await documents.retry(id, at + 2, { splitJob: '', wholeJob: WHOLE_JOB });
      }
      expect(await documents.read(id)).toMatchObject({ goodPages: total, failedPages: 0 });
    };
    await assert(asyncProperty(ends, integer({ min: 1, max: 11 }), run), { numRuns: 40 });
  });
});

describe('a budget', () => {
  test('is raised to the highest of those that were asked for at once, and never lowered', async () => {
    const { documents } = store();
    await documents.create({ ...accepted('doc_a'), options: { budget_usd: 1, metadata: {} } }, '');
    const asked = [3, 9, 2, 7, 5];
    await Promise.all(asked.map((usd) => documents.raiseBudget('doc_a', usd)));
    expect(await documents.read('doc_a')).toMatchObject({
      options: { budget_usd: 9, metadata: {} },
      status: 'queued',
    });
    expect(await documents.raiseBudget('doc_a', 4)).toBe(9);
    expect(await documents.raiseBudget('doc_none', 4)).toBeNull();
  });
});
