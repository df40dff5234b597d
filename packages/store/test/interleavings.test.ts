import { expect, test } from '@jest/globals';
import { feedPages, relayOutbox } from '@quire/domain';
import * as fc from 'fast-check';
import { type Pause, playOut, type Run, startRun, steps } from './stepwise-run.ts';
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

const connected = useRedis();

/** A document with the real store, and a queue that is a set of job ids. */
function openWorld(id: string, pageCount: number, window: number) {
  const store = openStore(connected().redis);
  const jobs = new Set(['split']);
  const standing: number[] = [];

  const portsOf = (pause: Pause) => ({
    pages: {
      async confirmSlice(...given: Parameters<typeof store.pages.confirmSlice>) {
        await pause();
        return store.pages.confirmSlice(...given);
      },
      idleness: (documentId: string) => store.pages.idleness(documentId),
    },
    places: placesOf(window),
    outbox: {
      async entries(documentId: string) {
        await pause();
        return store.outbox.entries(documentId);
      },
      async remove(...given: Parameters<typeof store.outbox.remove>) {
        await pause();
        await store.outbox.remove(...given);
      },
    },
    producer: {
      addSplit: () => Promise.resolve(),
      // One by one: a kill in the middle leaves a part of the slice enqueued.
      async addPages(_id: string, pages: readonly number[]) {
        for (const number of pages) {
          await pause();
          jobs.add(`page ${number}`);
        }
      },
      async addEntry(queue: string) {
        await pause();
        jobs.add(queue);
      },
    },
  });

  async function passOn(pause: Pause): Promise<void> {
    await pause();
    const slice = await store.pages.takeSlice(id, { window, again: true });
    await feedPages(id, slice, portsOf(pause));
  }

  async function split(pause: Pause): Promise<void> {
    await pause();
    const record = await store.documents.read(id);
    if (record?.totalPages === 0) {
      await pause();
      await store.documents.startSplitting(id);
      await pause();
      await store.documents.plan(id, planOf(upTo(pageCount)));
    }
    await passOn(pause);
  }

  async function readPage(number: number, pause: Pause): Promise<void> {
    await pause();
    const record = await store.documents.read(id);
    await pause();
    if (record?.status !== 'processing' || (await store.pages.has(id, number))) {
      await passOn(pause);
      await relayOutbox(id, portsOf(pause));
      return;
    }
    await pause();
    const commit = await store.pages.commit(id, page(number), commitWith(window));
    if (commit.stands) standing.push(number);
    await feedPages(id, commit.slice, portsOf(pause));
    if (commit.isComplete) await relayOutbox(id, portsOf(pause));
  }

  return {
    store,
    jobs,
    standing,
    start: (job: string): Run =>
      startRun(
        (pause) => (job === 'split' ? split(pause) : readPage(Number(job.slice(5)), pause)),
        () => jobs.delete(job),
      ),
    /**
     * What the sweeper does for a document that lies still. It is needed for one thing: a run that is
     * killed with a slice in its hands after a duplicate of it has already ended their job.
     */
    async sweep() {
      if ((await store.documents.read(id))?.status !== 'processing') return;
      const slice = await store.pages.takeSlice(id, { window, again: true });
      await feedPages(
        id,
        slice,
        portsOf(() => Promise.resolve()),
      );
      for (const number of await store.pages.missing(id)) jobs.add(`page ${number}`);
    },
    /** Jobs that can be given to a run; the aggregator is not part of this world. */
    open: () => [...jobs].filter((job) => job !== 'aggregate'),
  };
}

let documents = 0;

async function live(
  { pageCount, window }: { pageCount: number; window: number },
  schedule: readonly { act: string; which: number }[],
): Promise<readonly number[]> {
  documents += 1;
  const id = `doc_${documents}`;
  const world = openWorld(id, pageCount, window);
  await world.store.documents.create(accepted(id), '{}');
  await playOut(world, schedule, 5);
  expect(world.standing.toSorted((a, b) => a - b)).toEqual(upTo(pageCount));
  expect(world.jobs).toEqual(new Set(['aggregate']));
  expect(await world.store.outbox.entries(id)).not.toContainEqual(
    expect.objectContaining({ queue: 'aggregate' }),
  );
  expect(await world.store.documents.read(id)).toMatchObject({
    status: 'aggregating',
    totalPages: pageCount,
    goodPages: pageCount,
    costMicroUsd: 70 * pageCount,
  });
  const pages = await world.store.pages.readMany(id, upTo(pageCount));
  expect(pages).toEqual(upTo(pageCount).map((number) => page(number)));
  return world.standing;
}

test('whoever is killed, run again or run twice, and when: every page is counted once and the document goes on', async () => {
  const size = fc.record({
    pageCount: fc.integer({ min: 1, max: 9 }),
    window: fc.integer({ min: 1, max: 5 }),
  });
  const property = fc.asyncProperty(size, steps, async (given, schedule) => {
    expect(await live(given, schedule)).toHaveLength(given.pageCount);
  });
  await fc.assert(property, { numRuns: 250, endOnFailure: true });
}, 60_000);

test('nobody is needed but the jobs themselves: a document without any kill is read in order of its pages', async () => {
  expect(await live({ pageCount: 40, window: 6 }, [])).toEqual(upTo(40));
});
