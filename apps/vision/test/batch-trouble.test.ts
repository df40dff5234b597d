import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { openDesk } from '../src/batch/start-batches.ts';
import { trackBatches } from '../src/batch/track-batches.ts';
import {
  bringForward,
  forgetBatches,
  inHours,
  runAll,
  runPage,
  sentIn,
  untilRead,
  untilStates,
} from './a-batch.ts';
import { expectBooked } from './expect-billed.ts';
import { type Bench, openBench } from './open-bench.ts';

jest.setTimeout(60_000);

let bench: Bench;
let ports: Bench['ports'];

beforeAll(async () => {
  bench = await openBench({ batchS: 0.1 });
  ({ ports } = bench);
});
afterAll(() => bench.close());
beforeEach(() => forgetBatches(bench));

type Ports = Bench['ports'];
const batched = { lane: 'batch' } as const;
const bounds = { mostBytes: 1e9, mostCalls: 3, longestWaitMs: 60_000 };

describe('a worker that only stood still', () => {
  test('before it wrote the calls of its batch down, which was given back meanwhile, writes none', async () => {
    const id = await bench.aDocument({ ...batched, budget_usd: 1 });
    const goesOn = Promise.withResolvers<void>();
    const standing = Promise.withResolvers<void>();
    const { calls } = ports;
    const slow: Ports = {
      ...ports,
      owner: 'the-sleeper',
      calls: {
        ...calls,
        async intend(...args) {
          standing.resolve();
          await goesOn.promise;
          return calls.intend(...args);
        },
      },
    };
    const desk = openDesk(bounds, slow);
    for (const page of [1, 2, 3]) await runPage({ ...slow, desk }, id, page);
    await standing.promise;
    await bench.redis.zadd('test:workers:pages:dead', Date.now(), 'the-sleeper');
    await trackBatches(ports, Date.now());
    expect(await ports.batches.open()).toEqual([]);
    goesOn.resolve();
    await desk.close();
    // In no batch that anybody knows they would wait for 29 days.
    expect(await ports.documents.read(id)).toMatchObject({ pagesInBatch: 0 });
    await untilRead(bench, id);
    expect(sentIn(bench)).toEqual({ batches: 1, entries: 3, alone: 0 });
    await expectBooked(bench, id);
    const [budget] = await ports.limiter.budgets([`document:${id}`]);
    expect(budget).toMatchObject({ reservedMicroUsd: 0 });
  });
});

describe('a deadline that draws near while the provider', () => {
  type Batches = Ports['claude']['batches'];
  test.each<[string, Partial<Batches>]>([
    ['lists no batches', { list: out }],
    ['brings no results of one that has ended', { results: out }],
  ])('%s is kept', async (_how, broken) => {
    const id = await bench.aDocument({ lane: 'auto', deadline: inHours(4) });
    await runAll(bench, id);
    await untilStates(bench, 'created');
    // Its batch is over.
    await sleep(300);
    await bringForward(bench, id, 0.5);
    const batches = { ...ports.claude.batches, ...broken };
    const down: Ports = { ...ports, claude: { ...ports.claude, batches } };
    await trackBatches(down, Date.now());
    for (const page of [1, 2, 3]) await runPage(ports, id, page);
    expect(await ports.documents.read(id)).toMatchObject({ goodPages: 3 });
    expect(sentIn(bench)).toEqual({ batches: 1, entries: 3, alone: 3 });
    await untilRead(bench, id);
    await expectBooked(bench, id);
  });
});

test('a batch that the provider does not know is given up on after an hour, for its key may be that of another workspace', async () => {
  const id = await bench.aDocument(batched);
  await runAll(bench, id);
  await untilStates(bench, 'created');
  const look = async (hoursOn: number, isThere: boolean): Promise<number> => {
    const seen = { hasEnded: false, createdAt: '', expiresAt: '', count: 3 };
    const { batches } = ports;
    await trackBatches(
      {
        ...ports,
        batches: { ...batches, nowMs: async () => (await batches.nowMs()) + hoursOn * 3_600_000 },
        claude: {
          ...ports.claude,
          batches: {
            ...ports.claude.batches,
            list: () => Readable.from([]),
            look: (name) => Promise.resolve(isThere ? { id: name, ...seen } : null),
          },
        },
      },
      Date.now(),
    );
    return (await ports.documents.read(id))?.pagesInBatch ?? -1;
  };
  expect([await look(0, false), await look(0.9, false)]).toEqual([3, 3]);
  // The right key is back: what was said before counts no more.
  expect([await look(1, true), await look(1.1, false), await look(2, false)]).toEqual([3, 3, 3]);
  expect(await look(2.2, false)).toBe(0);
  expect(await ports.batches.open()).toEqual([]);
  // Or what the stand-in answers yet counts as the next test's.
  while (sentIn(bench).entries < 3) await sleep(20);
});

test("a page that is gathered for as long as may be asked for is its desk's all the while", async () => {
  const id = await bench.aDocument(batched);
  const longestWaitMs = 3_600_000;
  const desk = openDesk({ ...bounds, longestWaitMs }, ports);
  await runPage({ ...ports, desk }, id, 1);
  const claim = (await bench.redis.hget(`test:{${id}}:claims`, '1')) ?? '';
  const untilMs = Number(/"until_ms":(\d+)/.exec(claim)?.[1]);
  // Within another quarter of an hour it is sent, or its batch counts as stuck.
  expect(untilMs - Date.now()).toBeGreaterThan(longestWaitMs + 840_000);
  await desk.close();
});

test.each([
  ['a page', 1, () => bench.aDocument(batched)],
  ['a whole', 0, () => bench.aWhole('one', { ...batched, task: 'ask', prompt: 'Why?' })],
])('%s that errs in each of its batches ends after as many as any', async (_what, page, make) => {
  const id = await make();
  bench.sim.setFaults([{ fault: 'api_error', endpoints: ['batch_entry'] }]);
  const desk = openDesk({ ...bounds, mostCalls: 1 }, ports);
  while (!(await ports.pages.has(id, page))) {
    // Once to go with a batch, and once to make something of what it brought.
    await runPage({ ...ports, desk }, id, page).catch(() => undefined);
    await trackBatches(ports, Date.now());
    expect(sentIn(bench).entries).toBeLessThan(12);
    // The stand-in counts requests a minute, as the provider does.
    await sleep(60);
  }
  expect(sentIn(bench).entries).toBe(10);
  await desk.close();
});

describe('where somebody in between takes no', () => {
  test('batch of several, however small they are, each goes by itself', async () => {
    const id = await bench.aDocument(batched);
    const bytes = await requestBytes();
    const few = below(bytes * 1.5);
    const desk = openDesk({ ...bounds, mostBytes: bytes * 4 }, few);
    await untilRead(bench, id, { ...few, desk });
    expect(await ports.documents.read(id)).toMatchObject({ goodPages: 3 });
    expect(sentIn(bench)).toEqual({ batches: 3, entries: 3, alone: 0 });
    expect(await ports.limiter.holds()).toEqual([]);
    await expectBooked(bench, id);
    await desk.close();
  });

  test('batch at all, each page ends, and holds up nobody', async () => {
    const id = await bench.aDocument(batched);
    const none = below(1);
    const desk = openDesk(bounds, none);
    await untilRead(bench, id, { ...none, desk });
    expect(await ports.documents.read(id)).toMatchObject({ failedPages: 3 });
    expect(await bench.committed(id, 1)).toMatchObject({
      error: { code: 'claude_request_too_large' },
    });
    expect(await ports.limiter.holds()).toEqual([]);
    await expectBooked(bench, id);
    await desk.close();
  });
});

function out(): never {
  throw new Error('batches are out of order');
}

/** As a proxy does whose bound is no more than a few pictures. */
function below(bytes: number): Ports {
  const { batches } = ports.claude;
  const create: typeof batches.create = async (requests) => {
    const sent = requests.reduce((sum, request) => sum + request.bytes.length, 0);
    if (sent < bytes) return batches.create(requests);
    const code = 'claude_request_too_large';
    return { kind: 'free', blame: 'page', code, detail: '413', retryAfterMs: null };
  };
  return { ...ports, claude: { ...ports.claude, batches: { ...batches, create } } };
}

/** What a page's request comes to. */
async function requestBytes(): Promise<number> {
  const sizes: number[] = [];
  const seen = openDesk({ ...bounds, mostCalls: 1 }, below(0));
  const join: typeof seen.join = (call) => {
    sizes.push(call.request.bytes.length);
    throw new Error('it is only measured');
  };
  const measured = await bench.aDocument(batched);
  await runPage({ ...ports, desk: { ...seen, join } }, measured, 1).catch(() => undefined);
  await seen.close();
  return sizes[0] ?? Number.NaN;
}
