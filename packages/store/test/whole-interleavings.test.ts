import { expect, test } from '@jest/globals';
import {
  feedPages,
  isDueAsWhole,
  relayOutbox,
  WHOLE,
  type Whole,
  type WholeWay,
} from '@quire/domain';
import * as fc from 'fast-check';
import {
  accepted,
  commitWith,
  openStore,
  page,
  placesOf,
  planOf,
  upTo,
  useRedis,
} from './connect.ts';
import { type Pause, playOut, type Run, startRun, steps } from './stepwise-run.ts';

const connected = useRedis();
const WINDOW = 3;

/** A document that is asked as a whole, with the real store, and a queue that is a set of job ids. */
function openWorld(id: string, pageCount: number, way: WholeWay) {
  const store = openStore(connected().redis);
  const jobs = new Set(['split']);
  const standing: number[] = [];

  const portsOf = (pause: Pause) => ({
    pages: store.pages,
    outbox: store.outbox,
    places: placesOf(WINDOW),
    producer: {
      addSplit: () => Promise.resolve(),
      async addPages(_id: string, pages: readonly number[]) {
        await pause();
        for (const number of pages) jobs.add(`page ${number}`);
      },
      async addEntry(queue: string) {
        await pause();
        jobs.add(queue === 'pages' ? 'page 0' : queue);
      },
    },
  });

  async function passOn(pause: Pause): Promise<void> {
    const slice = await store.pages.takeSlice(id, { window: WINDOW, again: true });
    await pause();
    await feedPages(id, slice, portsOf(pause));
    await relayOutbox(id, portsOf(pause));
  }

  async function commit(number: number, pause: Pause): Promise<void> {
    await pause();
    const record = number === WHOLE ? wholeOf(way) : page(number);
    const done = await store.pages.commit(id, record, commitWith(WINDOW));
    if (done.stands) standing.push(number);
    await pause();
    await feedPages(id, done.slice, portsOf(pause));
    if (done.isComplete) await relayOutbox(id, portsOf(pause));
  }

  async function split(pause: Pause): Promise<void> {
    await pause();
    if ((await store.documents.read(id))?.totalPages === 0) {
      await store.documents.plan(id, planOf(upTo(pageCount)), { way, job: '{"page":0}' });
    }
    await passOn(pause);
  }

  async function read(number: number, pause: Pause): Promise<void> {
    await pause();
    const record = await store.documents.read(id);
    if (record === null) throw new Error('nobody removes it');
    if (record.status === 'processing' && number !== WHOLE) {
      if (!(await store.pages.has(id, number))) await commit(number, pause);
    } else if (record.status === 'processing' && isDueAsWhole(record)) {
      if (!(await store.pages.has(id, WHOLE))) await commit(WHOLE, pause);
      // What was asked in one request is spread over its pages, with or after the whole's own record.
      if (way === 'one') for (const one of upTo(pageCount)) await commit(one, pause);
    }
    await passOn(pause);
  }

  return {
    store,
    jobs,
    standing,
    start: (job: string): Run =>
      startRun(
        (pause) => (job === 'split' ? split(pause) : read(Number(job.slice(5)), pause)),
        () => jobs.delete(job),
      ),
    /** As the sweeper: a run may be killed with what it was given after a duplicate of it has ended. */
    async sweep() {
      const record = await store.documents.read(id);
      if (record?.status === 'aggregating') jobs.add('aggregate');
      if (record?.status !== 'processing') return;
      await passOn(() => Promise.resolve());
      const missing = way === 'one' ? [] : await store.pages.missing(id);
      for (const number of missing) jobs.add(`page ${number}`);
      if (isDueAsWhole(record)) jobs.add('page 0');
    },
    open: () => [...jobs].filter((job) => job !== 'aggregate'),
  };
}

function wholeOf(way: WholeWay): Whole {
  return { ...page(WHOLE), page: WHOLE, way, asked: [] };
}

let documents = 0;

async function live(
  pageCount: number,
  way: WholeWay,
  schedule: readonly { act: string; which: number }[],
): Promise<Whole | null> {
  documents += 1;
  const id = `doc_whole_${documents}`;
  const world = openWorld(id, pageCount, way);
  await world.store.documents.create(accepted(id), '{}');
  await playOut(world, schedule, 4);
  expect(world.standing.toSorted((a, b) => a - b)).toEqual([WHOLE, ...upTo(pageCount)]);
  // Merged is what has ended: nobody may be asked about the whole before.
  expect(world.standing.at(way === 'merge' ? -1 : 0)).toBe(WHOLE);
  expect(world.jobs).toEqual(new Set(['aggregate']));
  expect(await world.store.documents.read(id)).toMatchObject({
    status: 'aggregating',
    totalPages: pageCount,
    goodPages: pageCount,
    whole: way,
    costMicroUsd: 70 * (pageCount + 1),
  });
  return world.store.pages.readWhole(id);
}

test('whoever is killed, and when: the whole is counted once, in its turn, and the document goes on', async () => {
  const property = fc.asyncProperty(
    fc.integer({ min: 1, max: 6 }),
    fc.constantFrom('one' as const, 'merge' as const),
    steps,
    async (pageCount, way, schedule) => {
      expect(await live(pageCount, way, schedule)).toEqual(wholeOf(way));
    },
  );
  await fc.assert(property, { numRuns: 80, endOnFailure: true });
}, 60_000);

test.each(['one', 'merge'] as const)(
  'nobody is needed but the jobs themselves where nobody is killed: %s',
  async (way) => {
    expect(await live(10, way, [])).toEqual(wholeOf(way));
  },
);

test('a document that is not asked as a whole takes no record of one', async () => {
  const store = openStore(connected().redis);
  await store.documents.create(accepted('doc_plain'), '{}');
  await store.documents.plan('doc_plain', planOf([1]));
  const commit = await store.pages.commit('doc_plain', wholeOf('one'), commitWith(WINDOW));
  expect(commit).toMatchObject({ stands: false, isComplete: false });
  expect(await store.pages.readWhole('doc_plain')).toBeNull();
});
