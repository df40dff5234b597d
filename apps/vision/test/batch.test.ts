import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { FaultRule } from '@quire/claude-sim';
import { createPages } from '@quire/store';
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

beforeAll(async () => {
  bench = await openBench({ batchS: 0.1 });
  ({ ports } = bench);
});
afterAll(() => bench.close());
beforeEach(() => forgetBatches(bench));

const batched = { lane: 'batch' } as const;

describe('a document in the batch lane', () => {
  test('goes as one batch, costs half to the micro-dollar, and is committed like any other', async () => {
    const id = await bench.aDocument(batched);
    await untilRead(bench, id);
    expect(sentIn(bench)).toEqual({ batches: 1, entries: 3, alone: 0 });
    const lines = await linesOf(bench, id);
    expect(new Set(lines.map(({ lane }) => lane))).toEqual(new Set(['batch']));
    expect(lines.filter(({ class: of }) => of === 'accepted')).toHaveLength(3);
    await expectBooked(bench, id);
    // The same by itself costs twice as much, but for what is rounded.
    const half = bench.sim.audit().bill.micro_usd;
    const alone = await bench.aDocument();
    for (const page of [1, 2, 3]) await runPage(ports, alone, page);
    const whole = (await ports.documents.read(alone))?.costMicroUsd ?? 0;
    expect(Math.abs(half * 2 - whole)).toBeLessThanOrEqual(3);
    for (const page of [1, 2, 3]) {
      const [one, other] = [await bench.committed(id, page), await bench.committed(alone, page)];
      expect(one?.text).toBe(other?.text);
      expect(one?.picture).toEqual(other?.picture);
    }
  });

  test('says what it waits for, and lets go of its window', async () => {
    const id = await bench.aDocument(batched);
    await runAll(bench, id);
    await untilStates(bench, 'created');
    const [record] = await ports.batches.open();
    while ((await bench.redis.hget(`test:{${id}}:document`, 'out')) !== '0') await sleep(10);
    expect(await ports.documents.read(id)).toMatchObject({
      pagesInBatch: 3,
      batch: { id: record?.id, created_at_ms: Date.parse(record?.created_at ?? '') },
    });
    expect(await createPages(bench.redis, 'test').missing(id)).toEqual([]);
    // A job that comes again before it is back has nothing to do, and draws nothing.
    await runPage({ ...ports, renderer: refusingRenderer() }, id, 1);
    await untilRead(bench, id);
    expect(await ports.documents.read(id)).toMatchObject({ pagesInBatch: 0, goodPages: 3 });
    // Put back, each of them had a place among those to do; nothing was counted twice.
    const [out, next] = await bench.redis.hmget(`test:{${id}}:document`, 'out', 'next');
    const toDo = await bench.redis.llen(`test:{${id}}:todo`);
    expect(toDo).toBe(6);
    expect(Number(out) + toDo - Number(next)).toBe(0);
  });

  test('is asked further about in a batch too, each call of its pages half as dear', async () => {
    const id = await bench.aDocument({ ...batched, strong_model: 'claude-sonnet-5-5' });
    bench.sim.setFaults([{ fault: 'max_tokens', times: 1 }]);
    await untilRead(bench, id);
    const calls = await Promise.all([1, 2, 3].map((page) => bench.committed(id, page)));
    const steps = calls.map((page) => page?.calls.map(({ step }) => step) ?? []);
    expect(steps.toSorted((a, b) => a.length - b.length)).toEqual([
      ['first'],
      ['first'],
      ['first', 'more-room'],
    ]);
    expect(sentIn(bench)).toEqual({ batches: 2, entries: 4, alone: 0 });
    await expectBooked(bench, id);
  });

  test('is asked as a whole in a batch too', async () => {
    const id = await bench.aWhole('one', {
      ...batched,
      scope: 'document',
      task: 'ask',
      prompt: 'Who?',
    });
    for (;;) {
      await trackBatches(ports, Date.now());
      await runPage(ports, id, 0);
      ports.desk.flush();
      if ((await ports.documents.read(id))?.status === 'aggregating') break;
      await sleep(50);
    }
    await trackBatches(ports, Date.now());
    expect(sentIn(bench)).toEqual({ batches: 1, entries: 1, alone: 0 });
    expect(await ports.pages.readWhole(id)).toMatchObject({ verdict: 'ok' });
    await expectBooked(bench, id);
  });

  test('whose page cannot be drawn a second time keeps the answer that is paid', async () => {
    const id = await bench.aDocument(batched);
    await runAll(bench, id);
    await untilStates(bench, 'created');
    await untilRead(bench, id, { ...ports, renderer: refusingRenderer() });
    const page = await bench.committed(id, 1);
    expect(page).toMatchObject({ verdict: 'ok', picture: { media_type: 'image/png' } });
    await expectBooked(bench, id);
  });
});

describe('what is in a batch and comes to nothing', () => {
  test.each<[string, FaultRule, string]>([
    ['expired', { fault: 'batch_expired', times: 3 }, 'batch_expired'],
    ['was cancelled by somebody', { fault: 'batch_canceled', times: 2 }, 'batch_cancelled'],
    ['met an overload', { fault: 'overloaded', times: 1 }, 'claude_overloaded'],
    ['met an error of theirs', { fault: 'api_error', times: 2 }, 'claude_server_error'],
  ])('since it %s is free, and asked again', async (_, fault, code) => {
    const id = await bench.aDocument(batched);
    bench.sim.setFaults([{ ...fault, endpoints: ['batch_entry'] }]);
    await runAll(bench, id);
    await untilStates(bench, 'created');
    // Somebody takes the hold away that an overload brings, again and again.
    const resuming = setInterval(() => void ports.limiter.resume(), 100);
    await untilRead(bench, id).finally(() => clearInterval(resuming));
    const free = (await linesOf(bench, id)).filter(({ class: of }) => of === 'free');
    expect(free).toHaveLength(fault.times ?? 0);
    for (const line of free) expect(line).toMatchObject({ code, cost_micro_usd: 0 });
    expect(await ports.documents.read(id)).toMatchObject({ goodPages: 3 });
    await expectBooked(bench, id);
  });

  test('for what the page is ends the page, unpaid', async () => {
    const id = await bench.aDocument(batched);
    bench.sim.setFaults([{ fault: 'content_filter', endpoints: ['batch_entry'] }]);
    await untilRead(bench, id);
    expect(await bench.committed(id, 1)).toMatchObject({ verdict: 'filtered', attempts: 1 });
    await expectBooked(bench, id);
  });
});

describe('results', () => {
  test('that break off are read again, and booked once', async () => {
    const id = await bench.aDocument(batched);
    await runAll(bench, id);
    await untilStates(bench, 'created');
    bench.sim.setFaults([
      { fault: 'cut_body', endpoints: ['batches'], from: 1, every: 2, times: 3 },
    ]);
    await untilRead(bench, id);
    expect(sentIn(bench)).toEqual({ batches: 1, entries: 3, alone: 0 });
    await expectBooked(bench, id);
  });

  test('of which some are no JSON, each time, are given up on as what may have been charged', async () => {
    const id = await bench.aDocument(batched);
    await runAll(bench, id);
    await untilStates(bench, 'created');
    const broken: Bench['ports'] = {
      ...ports,
      claude: {
        ...ports.claude,
        batches: {
          ...ports.claude.batches,
          async *results(batchId: string) {
            for await (const line of ports.claude.batches.results(batchId)) {
              yield line?.customId.includes('-p2-') ? null : line;
            }
          },
        },
      },
    };
    for (let at = 0; at < 40; at += 1) {
      await trackBatches(broken, Date.now());
      await runAll(bench, id);
      if ((await linesOf(bench, id)).some(({ class: of }) => of === 'ambiguous')) break;
      await sleep(50);
    }
    await untilRead(bench, id);
    const doubts = (await linesOf(bench, id)).filter(({ class: of }) => of === 'ambiguous');
    expect(doubts).toMatchObject([{ page: 2, code: 'claude_answer_unreadable' }]);
    expect(await ports.documents.read(id)).toMatchObject({ goodPages: 3 });
  });
});

describe('a batch that is refused as a whole', () => {
  test.each<[FaultRule['fault'], string, boolean]>([
    ['enforced_spend', 'claude_spend_limit', true],
    ['unauthorized', 'claude_key_rejected', true],
    ['rate_limit', 'claude_rate_limited', false],
    ['overloaded', 'claude_overloaded', false],
  ])(
    'for %s holds up the lane, costs nothing, and goes again when that is over',
    async (fault, code, isHalt) => {
      const id = await bench.aDocument(batched);
      bench.sim.setFaults([{ fault, endpoints: ['batches'], times: 1 }]);
      await runAll(bench, id);
      await untilStates(bench);
      expect(await ports.limiter.holds()).toMatchObject([
        { group: 'claude-haiku-5-5 batch', code, isHalt },
      ]);
      const lines = await linesOf(bench, id);
      expect(lines.filter(({ class: of }) => of === 'free')).toHaveLength(3);
      await runAll(bench, id);
      expect(sentIn(bench).batches).toBe(0);
      await ports.limiter.resume();
      await untilRead(bench, id);
      expect(await ports.limiter.holds()).toEqual([]);
      expect(sentIn(bench)).toEqual({ batches: 1, entries: 3, alone: 0 });
      await expectBooked(bench, id);
    },
  );

  test('for its size is sent again in smaller ones, and holds up nobody', async () => {
    const id = await bench.aDocument(batched);
    bench.sim.setFaults([{ fault: 'too_large', endpoints: ['batches'], times: 1 }]);
    await runAll(bench, id);
    await untilStates(bench);
    expect(await ports.limiter.holds()).toEqual([]);
    await untilRead(bench, id);
    expect(await ports.documents.read(id)).toMatchObject({ goodPages: 3 });
    await expectBooked(bench, id);
  });

  test('by a budget parks its document alone', async () => {
    const poor = await bench.aDocument({ ...batched, budget_usd: 0.000_01 });
    const rich = await bench.aDocument({ ...batched, budget_usd: 5 });
    await runPage(ports, poor, 1);
    await untilRead(bench, rich);
    expect(await ports.documents.read(poor)).toMatchObject({ parked: { code: 'budget' } });
    expect(sentIn(bench).entries).toBe(3);
    const [state] = await ports.limiter.budgets([`document:${rich}`]);
    expect(state).toMatchObject({
      spentMicroUsd: bench.sim.audit().bill.micro_usd,
      reservedMicroUsd: 0,
    });
    await ports.documents.end(poor, { status: 'cancelled', reason: null, webhookJob: null });
  });
});

describe('a document that may wait until its deadline', () => {
  test('goes with a batch while there is room for one, and by itself where there is not', async () => {
    const patient = await bench.aDocument({ lane: 'auto', deadline: inHours(48) });
    await untilRead(bench, patient);
    expect(sentIn(bench)).toEqual({ batches: 1, entries: 3, alone: 0 });
    for (const hurried of [{ lane: 'auto', deadline: inHours(2) }, { lane: 'auto' }] as const) {
      bench.sim.clearAudit();
      const id = await bench.aDocument(hurried);
      await untilRead(bench, id);
      expect(sentIn(bench)).toEqual({ batches: 0, entries: 0, alone: 3 });
      await expectBooked(bench, id);
    }
  });

  test('does not wait for a late batch, and has what was paid twice in its ledger as waste', async () => {
    const id = await bench.aDocument({ lane: 'auto', deadline: inHours(4) });
    await runAll(bench, id);
    await untilStates(bench, 'created');
    await sleep(200);
    // Time passes: of all clocks only the deadline's is told.
    await bringForward(bench, id, 0.5);
    await trackBatches(withoutEnd(ports), Date.now());
    // Nobody wants what is left of it.
    expect(await ports.batches.open()).toMatchObject([{ cancelled: 1 }]);
    const late = (await linesOf(bench, id)).filter(({ code }) => code === 'batch_late');
    expect(late).toHaveLength(3);
    for (const page of [1, 2, 3]) await runPage(ports, id, page);
    expect(await ports.documents.read(id)).toMatchObject({ goodPages: 3 });
    expect(sentIn(bench)).toEqual({ batches: 1, entries: 3, alone: 3 });
    await untilRead(bench, id);
    const lines = await linesOf(bench, id);
    const waste = lines.filter(({ class: of }) => of === 'waste');
    expect(waste).toHaveLength(3);
    for (const line of waste) expect(line).toMatchObject({ lane: 'batch', kind: 'outcome' });
    expect(lines.filter(({ kind }) => kind === 'reversal')).toHaveLength(3);
    // It was no doubt of the page's: none is left that would have it let go of.
    expect(await bench.redis.hget(`test:{${id}}:calls`, '1:ambiguous')).toBeNull();
    await expectBooked(bench, id);
  });
});

function refusingRenderer(): Bench['ports']['renderer'] {
  const { renderer } = ports;
  return { ...renderer, picture: () => Promise.reject(new Error('it cannot be drawn')) };
}
