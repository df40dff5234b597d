import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { openDesk } from '../src/batch/start-batches.ts';
import { trackBatches } from '../src/batch/track-batches.ts';
import {
  bringForward,
  forgetBatches,
  inHours,
  linesOf,
  runAll,
  runPage,
  sentIn,
  untilRead,
  untilStates,
  withoutEnd,
} from './a-batch.ts';
import { expectBooked } from './expect-billed.ts';
import { type Bench, openBench } from './open-bench.ts';

jest.setTimeout(60_000);

let bench: Bench;
let ports: Bench['ports'];
let workers = 0;

beforeAll(async () => {
  bench = await openBench({ batchS: 0.2 });
  ({ ports } = bench);
});
afterAll(() => bench.close());
beforeEach(() => forgetBatches(bench));

type Ports = Bench['ports'];
const batched = { lane: 'batch' } as const;
const dead = new Promise<never>(() => undefined);

/** How a worker dies: before or after a step of the way of a batch is done. */
const deaths: Readonly<Record<string, (real: Ports, die: () => void) => Partial<Ports>>> = {
  'before the batch is on record': ({ batches }, die) => ({
    batches: { ...batches, intend: () => (die(), dead) },
  }),
  'after it is': ({ batches }, die) => ({
    batches: {
      ...batches,
      intend: async (...args) => (await batches.intend(...args), die(), dead),
    },
  }),
  'with its money reserved': ({ limiter }, die) => ({
    limiter: {
      ...limiter,
      reserve: async (need) => (await limiter.reserve(need), die(), dead),
    },
  }),
  'with some of its calls written down': ({ calls }, die) => ({
    calls: {
      ...calls,
      intend: (id, page, ...rest) => (page === 2 ? (die(), dead) : calls.intend(id, page, ...rest)),
    },
  }),
  'with all of them': ({ calls }, die) => ({
    calls: {
      ...calls,
      intend: async (id, page, ...rest) => {
        await calls.intend(id, page, ...rest);
        if (page === 3) die();
        return dead;
      },
    },
  }),
  'before its first byte is sent': ({ claude }, die) => ({
    claude: { ...claude, batches: { ...claude.batches, create: () => (die(), dead) } },
  }),
  'after it is created': ({ claude }, die) => ({
    claude: {
      ...claude,
      batches: {
        ...claude.batches,
        create: async (requests) => (await claude.batches.create(requests), die(), dead),
      },
    },
  }),
  'after its name is on record': ({ documents }, die) => ({
    documents: { ...documents, noteBatch: () => (die(), dead) },
  }),
};

/** Runs a worker of its own until it dies; whatever it holds then is known dead. */
async function dieAt(id: string, how: keyof typeof deaths): Promise<void> {
  workers += 1;
  const owner = `w${workers}`;
  const died = Promise.withResolvers<void>();
  const dying = deaths[how]?.(ports, () => died.resolve());
  const own = { ...ports, ...dying, owner };
  const desk = openDesk({ mostBytes: 1e9, mostCalls: 3, longestWaitMs: 60_000 }, own);
  for (const page of [1, 2, 3]) await runPage({ ...own, desk }, id, page);
  await died.promise;
  await sleep(50);
  await bench.redis.zadd('test:workers:pages:dead', Date.now(), owner);
}

describe('a worker that dies with a batch', () => {
  test.each(Object.keys(deaths))('%s loses no page, and has none paid twice', async (how) => {
    const id = await bench.aDocument({ ...batched, budget_usd: 1 });
    await dieAt(id, how);
    await untilRead(bench, id);
    expect(await ports.documents.read(id)).toMatchObject({ goodPages: 3, failedPages: 0 });
    const { entries, alone } = sentIn(bench);
    expect({ entries, alone }).toEqual({ entries: 3, alone: 0 });
    if (how !== 'before its first byte is sent') await expectBooked(bench, id);
    const [budget] = await ports.limiter.budgets([`document:${id}`]);
    if (how === 'before its first byte is sent') return;
    expect(budget).toMatchObject({
      reservedMicroUsd: 0,
      spentMicroUsd: bench.sim.audit().bill.micro_usd,
    });
  });

  test('of which nobody knows whether it was created, and the list shows nothing, has it booked as in doubt', async () => {
    const id = await bench.aDocument(batched);
    await dieAt(id, 'before its first byte is sent');
    await untilRead(bench, id);
    const lines = await linesOf(bench, id);
    const doubts = lines.filter(({ class: of }) => of === 'ambiguous');
    expect(doubts).toHaveLength(3);
    for (const one of doubts) expect(one).toMatchObject({ code: 'batch_lost', kind: 'outcome' });
    expect(lines.filter(({ class: of }) => of === 'accepted')).toHaveLength(3);
  });

  test('of which nobody knows whether it was created is not waited for past a deadline', async () => {
    const id = await bench.aDocument({ lane: 'auto', deadline: inHours(4) });
    await dieAt(id, 'after it is created');
    const slow = withoutEnd(ports);
    await trackBatches(slow, Date.now());
    await trackBatches(slow, Date.now());
    expect(await ports.batches.open()).toMatchObject([{ state: 'unknown' }]);
    expect(await ports.documents.read(id)).toMatchObject({ pagesInBatch: 3 });
    await bringForward(bench, id, 0.5);
    await trackBatches(slow, Date.now());
    expect(await ports.documents.read(id)).toMatchObject({ pagesInBatch: 0 });
    for (const page of [1, 2, 3]) await runPage(ports, id, page);
    expect(await ports.documents.read(id)).toMatchObject({ goodPages: 3 });
    await untilRead(bench, id);
    expect(sentIn(bench)).toEqual({ batches: 1, entries: 3, alone: 3 });
    await expectBooked(bench, id);
  });

  test('that the list shows late has its answers booked after all', async () => {
    const id = await bench.aDocument(batched);
    await dieAt(id, 'after it is created');
    const { batches } = ports.claude;
    const blind: Ports = {
      ...ports,
      claude: { ...ports.claude, batches: { ...batches, async *list() {} } },
    };
    await untilRead(bench, id, blind);
    expect(sentIn(bench)).toMatchObject({ entries: 6 });
    const lost = await ports.batches.open();
    expect(lost).toMatchObject([{ state: 'lost' }]);
    await sleep(300);
    while ((await ports.batches.open()).length > 0) {
      await trackBatches(ports, Date.now());
      await sleep(50);
    }
    const lines = await linesOf(bench, id);
    expect(lines.filter(({ kind }) => kind === 'reversal')).toHaveLength(3);
    expect(lines.filter(({ class: of }) => of === 'waste')).toHaveLength(3);
    await expectBooked(bench, id);
  });
});

describe('a worker that only stood still', () => {
  test('before it sent its batch, which was given back meanwhile, sends nothing', async () => {
    const id = await bench.aDocument(batched);
    const goesOn = Promise.withResolvers<void>();
    const standing = Promise.withResolvers<void>();
    const { batches } = ports;
    const slow: Ports = {
      ...ports,
      owner: 'the-sleeper',
      batches: {
        ...batches,
        async move(key, from, to, more) {
          standing.resolve();
          await goesOn.promise;
          return batches.move(key, from, to, more);
        },
      },
    };
    const desk = openDesk({ mostBytes: 1e9, mostCalls: 3, longestWaitMs: 60_000 }, slow);
    for (const page of [1, 2, 3]) await runPage({ ...slow, desk }, id, page);
    await standing.promise;
    await bench.redis.zadd('test:workers:pages:dead', Date.now(), 'the-sleeper');
    await trackBatches(ports, Date.now());
    expect(await ports.batches.open()).toEqual([]);
    const lines = await linesOf(bench, id);
    expect(lines.filter(({ code }) => code === 'batch_not_sent')).toHaveLength(3);
    goesOn.resolve();
    await desk.close();
    expect(bench.sim.audit().requests.filter(({ endpoint }) => endpoint === 'batches')).toEqual([]);
    await untilRead(bench, id);
    expect(sentIn(bench)).toEqual({ batches: 1, entries: 3, alone: 0 });
    await expectBooked(bench, id);
  });
});

describe('a batch whose creation has no answer', () => {
  test('is found in the list by what is in it, and not created again', async () => {
    const id = await bench.aDocument(batched);
    bench.sim.setFaults([{ fault: 'reset_after', endpoints: ['batches'], times: 1 }]);
    await runAll(bench, id);
    await untilStates(bench, 'unknown');
    await untilRead(bench, id);
    expect(sentIn(bench)).toEqual({ batches: 1, entries: 3, alone: 0 });
    await expectBooked(bench, id);
  });
});

describe('a reader of results that dies', () => {
  test('leaves them to the next, whatever it has brought', async () => {
    const id = await bench.aDocument(batched);
    await runAll(bench, id);
    await untilStates(bench, 'created');
    let brought = 0;
    const died = Promise.withResolvers<void>();
    const dying: Ports = {
      ...ports,
      batchCalls: {
        ...ports.batchCalls,
        async arrive(...args) {
          brought += 1;
          if (brought === 2) died.resolve();
          if (brought === 2) return dead;
          return ports.batchCalls.arrive(...args);
        },
      },
    };
    await sleep(300);
    void trackBatches(dying, Date.now());
    await died.promise;
    await untilRead(bench, id);
    expect(sentIn(bench)).toEqual({ batches: 1, entries: 3, alone: 0 });
    await expectBooked(bench, id);
  });

  test('and a page that is brought to its end by two at once, are booked once', async () => {
    const id = await bench.aDocument(batched);
    await runAll(bench, id);
    await untilStates(bench, 'created');
    await sleep(300);
    await Promise.all([trackBatches(ports, Date.now()), trackBatches(ports, Date.now())]);
    await Promise.all([1, 1, 2, 3, 3].map((page) => runPage(ports, id, page)));
    await untilRead(bench, id);
    expect((await linesOf(bench, id)).filter(({ kind }) => kind === 'outcome')).toHaveLength(3);
    await expectBooked(bench, id);
  });
});

describe('a Redis that is killed', () => {
  test('while a batch is on its way, and again while it is read, loses nothing', async () => {
    const id = await bench.aDocument(batched);
    await runAll(bench, id);
    await untilStates(bench, 'created');
    await bench.server.kill();
    await bench.server.restart();
    await sleep(300);
    const tracking = trackBatches(ports, Date.now()).catch(() => undefined);
    await bench.server.kill();
    await bench.server.restart();
    await tracking;
    await untilRead(bench, id);
    expect(sentIn(bench)).toEqual({ batches: 1, entries: 3, alone: 0 });
    await expectBooked(bench, id);
  });
});
