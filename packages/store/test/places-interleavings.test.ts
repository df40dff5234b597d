import { expect, test } from '@jest/globals';
import {
  type AdmissionRules,
  admissionRules,
  feedPages,
  leaveIfIdle,
  leavePlace,
  startAdmitted,
} from '@quire/domain';
import * as fc from 'fast-check';
import { createPlaces } from '../src/index.ts';
import { documentKeys } from '../src/keys.ts';
import {
  accepted,
  commitWith,
  openStore,
  page,
  planOf,
  PREFIX,
  upTo,
  useRedis,
} from './connect.ts';
import { type Pause, playOut, type Run, startRun, steps } from './stepwise-run.ts';

const connected = useRedis();
const rules: AdmissionRules = {
  ...admissionRules(16),
  first: 2,
  most: 6,
  quantum: 5,
  credit: 4,
};
const WINDOW = 6;

const now: Pause = () => Promise.resolve();

interface Doc {
  readonly tenant: string;
  readonly pages: number;
  readonly priority: number;
  readonly isCancelled: boolean;
}

/** Several tenants' documents with the real store, and queues that are sets of job ids. */
function openWorld(docs: ReadonlyMap<string, Doc>) {
  const store = openStore(connected().redis);
  const places = createPlaces(connected().redis, PREFIX, rules);
  const jobs = new Set([...docs.keys()].map((id) => `accept ${id}`));
  let mostOut = 0;
  let swept = 0;
  const held = async (): Promise<number> =>
    Number((await connected().redis.hget(`${PREFIX}:{places}:state`, 'used:')) ?? 0);

  /** Pages of all documents that are handed out and have not ended. */
  const out = async (): Promise<number> => {
    const keys = [...docs.keys()].map((id) => documentKeys(PREFIX, id).document);
    const states = await Promise.all(
      keys.map((key) => connected().redis.hmget(key, 'status', 'out')),
    );
    return states.reduce((sum, [status, n]) => sum + (status === 'processing' ? Number(n) : 0), 0);
  };

  const portsOf = (pause: Pause) => ({
    pages: {
      async confirmSlice(...given: Parameters<typeof store.pages.confirmSlice>) {
        await pause();
        return store.pages.confirmSlice(...given);
      },
      idleness: (id: string) => store.pages.idleness(id),
    },
    places: {
      async takeTurn(...given: Parameters<typeof places.takeTurn>) {
        await pause();
        return places.takeTurn(...given);
      },
      async leave(...given: Parameters<typeof places.leave>) {
        await pause();
        return places.leave(...given);
      },
    },
    producer: {
      async addSplit(id: string) {
        await pause();
        jobs.add(`split ${id}`);
      },
      async addPages(id: string, pages: readonly number[]) {
        await pause();
        for (const number of pages) jobs.add(`page ${id} ${number}`);
      },
    },
  });

  async function enter(id: string, pause: Pause): Promise<boolean> {
    const doc = docs.get(id);
    if (doc === undefined) throw new Error(id);
    const { tenant, priority } = doc;
    const document = accepted(id, { tenant, createdAtMs: 1, options: { priority } });
    await pause();
    const { admitted, hasPlace } = await places.enter(document, 1);
    await startAdmitted(admitted, portsOf(pause));
    return hasPlace;
  }

  async function split(id: string, pause: Pause): Promise<void> {
    await pause();
    const record = await store.documents.read(id);
    if (record?.status === 'completed' || !(await enter(id, pause))) return;
    if (record?.totalPages === 0) {
      await store.documents.plan(id, planOf(upTo(docs.get(id)?.pages ?? 0)));
    }
    await pause();
    await goOn(id, pause);
  }

  async function goOn(id: string, pause: Pause): Promise<void> {
    const { window: granted } = await places.enter(accepted(id), 1);
    const slice = await store.pages.takeSlice(id, { window: WINDOW, granted, again: true });
    await feedPages(id, slice, portsOf(pause));
  }

  async function read(id: string, number: number, pause: Pause): Promise<void> {
    await pause();
    const commit = await store.pages.commit(id, page(number), commitWith(WINDOW));
    if (docs.get(id)?.isCancelled && number === 2) jobs.add(`end ${id}`);
    await feedPages(id, commit.slice, portsOf(pause));
    if (commit.idle !== null) await leavePlace(id, commit.idle, portsOf(pause));
    if (commit.isComplete) jobs.add(`end ${id}`);
    if (!commit.stands) await leaveIfIdle(id, portsOf(pause));
  }

  async function end(id: string, pause: Pause): Promise<void> {
    await pause();
    await store.documents.end(id, { status: 'completed', reason: null, webhookJob: null });
    await leavePlace(id, 'read', portsOf(pause));
  }

  const work = async (job: string, pause: Pause): Promise<void> => {
    const [kind, id = '', number] = job.split(' ');
    if (kind === 'accept') {
      await pause();
      const doc = docs.get(id);
      await store.documents.create(accepted(id, { tenant: doc?.tenant ?? '' }), '{}');
      await enter(id, pause);
    } else if (kind === 'split') await split(id, pause);
    else if (kind === 'page') await read(id, Number(number), pause);
    else await end(id, pause);
  };

  return {
    store,
    places,
    jobs,
    held,
    mostOut: () => mostOut,
    swept: () => swept,
    open: () => [...jobs],
    start(job: string): Run {
      const run = startRun(
        (pause) => work(job, pause),
        () => jobs.delete(job),
      );
      return {
        isOver: () => run.isOver(),
        async advance(isKilled) {
          await run.advance(isKilled);
          mostOut = Math.max(mostOut, await out());
        },
      };
    },
    /** What the sweeper does for documents that lie still. */
    async sweep() {
      for (const id of docs.keys()) {
        const record = await store.documents.read(id);
        if (record === null) jobs.add(`accept ${id}`);
        else if (record.status === 'completed') await leavePlace(id, 'stopped', portsOf(now));
        else if (record.status === 'aggregating') jobs.add(`end ${id}`);
        else if (await enter(id, now)) {
          if (record.status === 'queued') jobs.add(`split ${id}`);
          else {
            await goOn(id, now);
            for (const number of await store.pages.missing(id)) jobs.add(`page ${id} ${number}`);
            await leaveIfIdle(id, portsOf(now));
          }
        }
      }
      swept += jobs.size;
    },
  };
}

const documents = fc.array(
  fc.record({
    tenant: fc.constantFrom('anna', 'ben', 'cleo'),
    pages: fc.integer({ min: 1, max: 14 }),
    priority: fc.integer({ min: 0, max: 9 }),
    isCancelled: fc.boolean(),
  }),
  { minLength: 2, maxLength: 9 },
);

async function live(
  drawn: readonly Doc[],
  schedule: readonly { act: string; which: number }[],
): Promise<ReturnType<typeof openWorld>> {
  await connected().redis.flushall();
  const docs = new Map(drawn.map((doc, at) => [`doc_${at}`, doc]));
  const world = openWorld(docs);
  await playOut(world, schedule, 4);
  for (const [id, { pages, isCancelled }] of docs) {
    const record = await world.store.documents.read(id);
    expect(record).toMatchObject({ status: 'completed', totalPages: pages });
    expect(isCancelled ? pages : record?.goodPages).toBe(pages);
  }
  expect(await world.places.counts()).toEqual({ open: 0, waiting: 0 });
  expect(await world.held()).toBe(0);
  const left = await connected().redis.keys(`${PREFIX}:{places}:*`);
  expect(left).toEqual([`${PREFIX}:{places}:state`]);
  const state = await connected().redis.hgetall(left[0] ?? '');
  const sums = Object.entries(state).filter(([name]) => /^(held|parked|used):/.test(name));
  expect(sums.filter(([, value]) => value !== '0')).toEqual([]);
  return world;
}

test('whoever is killed, run again or run twice, and when: every document has its place in the end, and none keeps it', async () => {
  const property = fc.asyncProperty(documents, steps, async (drawn, schedule) => {
    const { places } = await live(drawn, schedule);
    expect(await places.idleSince(Number.MAX_SAFE_INTEGER, 9)).toEqual([]);
  });
  await fc.assert(property, { numRuns: 120, endOnFailure: true });
}, 120_000);

test('while nobody is killed, no more pages are under way than the budget, and no sweep is needed', async () => {
  const inOrder = steps.map((schedule) => schedule.filter(({ act }) => act !== 'kill'));
  const property = fc.asyncProperty(documents, inOrder, async (drawn, schedule) => {
    const world = await live(drawn, schedule);
    expect(world.mostOut()).toBeLessThanOrEqual(rules.budget);
    expect(world.swept()).toBe(0);
  });
  await fc.assert(property, { numRuns: 60, endOnFailure: true });
}, 120_000);
