import { beforeEach, describe, expect, test } from '@jest/globals';
import { type AcceptedDocument, type AdmissionRules, admissionRules, laneOf } from '@quire/domain';
import { createPlaces, type Places } from '../src/index.ts';
import { placesKeys, standingKey } from '../src/keys.ts';
import { accepted, commitWith, openStore, page, planned, PREFIX, useRedis } from './connect.ts';

const connected = useRedis();
const rules: AdmissionRules = {
  ...admissionRules(64),
  first: 8,
  most: 24,
  quantum: 40,
  credit: 16,
};
let places: Places;
beforeEach(() => {
  places = createPlaces(connected().redis, PREFIX, rules);
});

let clock = 1_000;

/** Has documents come one after the other. @returns those that were given a place, in that order */
async function enter(
  ids: readonly string[],
  tenant = 'anna',
  options: AcceptedDocument['options'] = {},
): Promise<string[]> {
  const admitted: string[] = [];
  for (const id of ids) {
    clock += 1;
    const entered = await places.enter(accepted(id, { tenant, createdAtMs: clock, options }), 1);
    admitted.push(...entered.admitted.map(({ documentId }) => documentId));
  }
  return admitted;
}

const leave = async (id: string): Promise<string[]> =>
  (await places.leave(id, 'read')).map(({ documentId }) => documentId);
const named = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${name}${at}`);
const slice = (pages: number, out: number, rest: number) => ({
  pages: Array.from({ length: pages }, (_, at) => at + 1),
  out,
  rest,
});

const rankOf = async (id: string): Promise<number> =>
  (await places.takeTurn(id, slice(8, 8, 400))).rank;

const inLine = async (options: AcceptedDocument['options']): Promise<number> =>
  connected().redis.zcard(placesKeys(PREFIX, laneOf(options))[3] ?? '');

const used = async (): Promise<number> =>
  Number(/used_memory:(\d+)/.exec(await connected().redis.info('memory'))?.[1]);

describe('a backlog of one tenant', () => {
  test('takes half of the places, and each that ends gives its own to the next in the order of their coming', async () => {
    const backlog = named('a', 50);
    expect(await enter(backlog)).toEqual(backlog.slice(0, 4));
    expect(await places.counts()).toEqual({ open: 4, waiting: 46 });
    expect(await leave('a2')).toEqual(['a4']);
    expect([...(await places.waiting(['a0', 'a2', 'a4', 'a5', 'none']))]).toEqual(['a5']);
  });

  test('keeps nobody else waiting, and whoever comes goes before it in the queues', async () => {
    await enter(named('a', 50));
    const busy = await places.takeTurn('a0', slice(8, 8, 42));
    await places.takeTurn('a1', slice(8, 8, 42));
    const { admitted } = await places.enter(accepted('b0', { tenant: 'ben' }), 1);
    expect(admitted.map(({ documentId }) => documentId)).toEqual(['b0']);
    const { rank } = await places.takeTurn('b0', slice(5, 5, 0));
    expect(rank).toBeLessThanOrEqual(busy.rank);
    expect(rank).toBeLessThan((await places.takeTurn('a2', slice(8, 8, 42))).rank);
  });

  test('is not taken to have been served before it was: who comes goes before all that is queued', async () => {
    await enter(named('a', 50));
    const ranks: number[] = [];
    for (const id of named('a', 4)) {
      ranks.push((await places.takeTurn(id, slice(8, 8, 42))).rank);
      // Handed out at once, for there was room, and none of it read.
      ranks.push((await places.takeTurn(id, slice(8, 16, 34))).rank);
    }
    await leave('stopped');
    await places.leave('a3', 'stopped');
    await enter(['b0'], 'ben');
    const { rank } = await places.takeTurn('b0', slice(5, 5, 0));
    expect(rank).toBeLessThanOrEqual(Math.min(...ranks));
  });

  test('comes back to its full pace when another, who was let before it, has used up what it had in hand', async () => {
    await enter(named('a', 50));
    await enter(named('b', 50), 'ben');
    for (let turn = 0; turn < 10; turn += 1) await rankOf('a0');
    const gained: string[] = [];
    let [a, b] = [await rankOf('a0'), await rankOf('b0')];
    while (gained.length < 10) {
      if (b <= a) {
        gained.push('b');
        b = await rankOf('b0');
      } else {
        gained.push('a');
        a = await rankOf('a0');
      }
    }
    // A few slices ahead, and then in turn.
    expect(gained.join('')).toMatch(/^b{2,4}(ab)+a?$/);
  });
});

describe('within a tenant', () => {
  test('priorities go first, and among equals those that came first', async () => {
    await enter(named('full', 4));
    await enter(['low0', 'low1'], 'anna', { priority: 0 });
    await enter(['high0', 'high1'], 'anna', { priority: 9 });
    await enter(['mid'], 'anna', { priority: 5 });
    const order: string[] = [];
    for (const id of ['full0', 'full1', 'full2', 'high0']) order.push(...(await leave(id)));
    expect(order).toEqual(['high0', 'high1', 'mid', 'low0']);
  });

  test('every eighth place goes to who waits longest: none waits for ever', async () => {
    await enter(named('full', 4));
    await enter(['low'], 'anna', { priority: 0 });
    await enter(named('high', 50), 'anna', { priority: 9 });
    const next = [...named('full', 4), ...named('high', 50)];
    let given = 0;
    for (const id of next) {
      given += 1;
      if ((await leave(id)).includes('low')) break;
    }
    expect(given).toBeLessThanOrEqual(8);
  });

  test('one that has had its share of pages makes room, and goes on after those that waited', async () => {
    await enter(named('a', 6));
    for (const [had, out] of [
      [8, 8],
      [24, 24],
    ] as const) {
      expect((await places.takeTurn('a0', slice(had, out, 4_000))).window).toBe(8);
    }
    expect((await places.takeTurn('a0', slice(8, 8, 4_000))).window).toBe(0);
    // It keeps its place until its last page is done: its pages are in the queue.
    expect(await places.counts()).toEqual({ open: 4, waiting: 2 });
    const next = await places.leave('a0', 'waits');
    expect(next.map(({ documentId }) => documentId)).toEqual(['a4']);
    expect([...(await places.waiting(['a0', 'a5']))]).toEqual(['a0', 'a5']);
    expect(await leave('a1')).toEqual(['a5']);
    expect(await leave('a2')).toEqual(['a0']);
  });
});

describe('a window', () => {
  test('is as large as there is room, and small again while others wait', async () => {
    await enter(['a0']);
    expect((await places.takeTurn('a0', slice(8, 8, 400))).window).toBe(24);
    await enter(['a1']);
    expect((await places.takeTurn('a1', slice(8, 8, 400))).window).toBe(8);
    await enter(['a2', 'a3']);
    expect((await places.takeTurn('a0', slice(12, 20, 380))).window).toBe(8);
  });

  test('counts for no more than the document has pages left, so that small ones are many', async () => {
    const backlog = named('a', 40);
    await enter(backlog);
    const open: string[] = backlog.slice(0, 4);
    for (const id of open) {
      const { admitted } = await places.takeTurn(id, slice(1, 1, 0));
      open.push(...admitted.map(({ documentId }) => documentId));
    }
    expect(open.length).toBeGreaterThanOrEqual(25);
  });
});

test('a document that rests with batches is waited for by none, and keeps its turn where it came back meanwhile', async () => {
  await enter(named('a', 6));
  const admitted = await places.leave('a0', 'rests');
  expect(admitted.map(({ documentId }) => documentId)).toEqual(['a4']);
  expect(await places.counts()).toEqual({ open: 4, waiting: 1 });
  // Told late, by who set its last page apart before something of it came back.
  await places.leave('a5', 'rests');
  expect([...(await places.waiting(['a0', 'a5']))]).toEqual(['a5']);
  await enter(['a0']);
  expect(await leave('a1')).toEqual(['a5']);
  expect(await leave('a2')).toEqual(['a0']);
});

describe('a document that is to make room', () => {
  test('is handed no more, and the commit of its last page under way says so', async () => {
    const store = openStore(connected().redis);
    await planned(store, 'doc_a', 10);
    const handedOut = await store.pages.takeSlice('doc_a', {
      window: 100,
      granted: 2,
      again: false,
    });
    expect(handedOut).toEqual({ round: 1, from: 0, pages: [1, 2], out: 2, rest: 8 });
    if (handedOut !== null) await store.pages.confirmSlice('doc_a', handedOut, 0);
    expect(await store.pages.commit('doc_a', page(1), commitWith(100))).toMatchObject({
      idle: null,
      slice: null,
    });
    expect(await store.pages.idleness('doc_a')).toBeNull();
    expect(await store.pages.commit('doc_a', page(2), commitWith(100))).toMatchObject({
      idle: 'waits',
      isComplete: false,
      slice: null,
    });
    expect(await store.pages.idleness('doc_a')).toBe('waits');
    const again = { window: 100, granted: 3, again: true };
    expect((await store.pages.takeSlice('doc_a', again))?.pages).toEqual([3, 4, 5]);
  });

  test('counts for the pages that it has under way, whatever its window', async () => {
    await enter(['a0']);
    await places.takeTurn('a0', slice(24, 24, 400));
    await enter(named('more', 9));
    expect(await places.counts()).toMatchObject({ open: 2 });
    // It may have 8, and has 20: there is room for one more, and not for two.
    const { window, admitted } = await places.takeTurn('a0', slice(12, 20, 380));
    expect(window).toBe(8);
    expect(admitted).toHaveLength(1);
  });
});

describe('who cannot go on', () => {
  test('keeps no other model waiting: each has places of its own', async () => {
    await enter(named('a', 50), 'anna', { model: 'claude-haiku-5-5' });
    expect(await enter(named('s', 50), 'anna', { model: 'claude-sonnet-5-5' })).toHaveLength(4);
  });

  test('for want of money stands in nobody’s way, up to half of the budget, until it goes on', async () => {
    await enter(named('a', 50));
    expect((await places.park('a0')).map(({ documentId }) => documentId)).toEqual(['a4']);
    expect(await places.park('a0')).toEqual([]);
    for (const id of named('a', 50).slice(1)) await places.park(id);
    expect((await places.counts()).open).toBe(8);
    await places.takeTurn('a0', slice(8, 8, 40));
    expect(await leave('a7')).toEqual([]);
    expect(await leave('a6')).toEqual(['a8']);
  });
});

test('a document from before there were places goes on with small windows', async () => {
  expect(await places.takeTurn('doc_old', slice(50, 100, 400))).toMatchObject({ window: 8 });
  expect(await places.leave('doc_old', 'read')).toEqual([]);
  expect(await places.counts()).toEqual({ open: 0, waiting: 0 });
});

test('a document whose pages are on their way although it waits has a place from then on', async () => {
  await enter(named('a', 6));
  await places.takeTurn('a5', slice(8, 8, 40));
  expect(await places.counts()).toEqual({ open: 5, waiting: 1 });
  expect(await leave('a0')).toEqual([]);
  expect(await leave('a1')).toEqual(['a4']);
  expect(await leave('a2')).toEqual([]);
});

test('one that stands in line and is not known any more holds up nobody', async () => {
  await enter(named('a', 8));
  await enter(['last'], 'anna', { priority: 9 });
  await connected().redis.hdel(standingKey(PREFIX), 'a4', 'a5', 'last');
  expect(await leave('a0')).toEqual(['a6']);
  expect(await leave('a1')).toEqual(['a7']);
  expect(await leave('a2')).toEqual([]);
  expect(await inLine({})).toBe(0);
  expect(await enter(['b0'])).toEqual(['b0']);
});

test('a document that enters anew in another lane leaves that one, by whoever knew it in the first', async () => {
  const other = createPlaces(connected().redis, PREFIX, rules);
  const options = { model: 'other' };
  await enter(named('a', 5), 'anna', options);
  await enter(['b0']);
  await other.takeTurn('b0', slice(8, 8, 40));
  await other.leave('b0', 'stopped');
  await enter(['b0', 'b1'], 'anna', options);
  expect(await inLine(options)).toBe(3);
  await other.leave('b0', 'stopped');
  expect(await inLine(options)).toBe(2);
  expect(await leave('a0')).toEqual(['a4']);
});

test('asked twice it is as asked once', async () => {
  await enter(named('a', 5));
  await enter(named('a', 5));
  expect(await places.counts()).toEqual({ open: 4, waiting: 1 });
  expect(await leave('a0')).toEqual(['a4']);
  expect(await leave('a0')).toEqual([]);
});

test('a backlog costs less than a kilobyte a document, whatever its pages', async () => {
  await enter(named('warm', 100));
  const before = await used();
  await enter(named('a', 1_000));
  expect(((await used()) - before) / 1_000).toBeLessThan(1_000);
});
