import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createDeletions } from '@quire/store';
import { trackBatches } from '../src/batch/track-batches.ts';
import { linesOf, runAll, runPage, sentIn, untilRead, untilStates } from './a-batch.ts';
import { expectBooked, leftOpen } from './expect-billed.ts';
import { type Bench, openBench } from './open-bench.ts';

jest.setTimeout(60_000);

let bench: Bench;
let ports: Bench['ports'];
beforeAll(async () => {
  bench = await openBench({ batchS: 0.3 });
  ({ ports } = bench);
});
afterAll(() => bench.close());
beforeEach(() => bench.sim.clearAudit());

const batched = { lane: 'batch' } as const;

async function untilNoneIsOpen(): Promise<void> {
  while ((await ports.batches.open()).length > 0) {
    await trackBatches(ports, Date.now());
    await sleep(50);
  }
}

test('a document that is deleted while it is in a batch has it booked as waste, and nothing of what it brings kept', async () => {
  const { redis } = bench;
  const id = await bench.aDocument(batched);
  await runAll(bench, id);
  await untilStates(bench, 'created');
  while (sentIn(bench).entries < 3) await sleep(20);
  const deletions = createDeletions(redis, 'test');
  await deletions.delete(id, Date.now());
  await deletions.wipe(id);
  await untilNoneIsOpen();
  // A job that was put off before it was deleted.
  await runPage(ports, id, 1);
  const lines = await linesOf(bench, id);
  const waste = lines.filter(({ class: of }) => of === 'waste');
  const free = lines.filter(({ class: of }) => of === 'free');
  expect(waste.length + free.length).toBe(3);
  expect(waste.reduce((sum, { cost_micro_usd: cost }) => sum + cost, 0)).toBe(
    bench.sim.audit().bill.micro_usd,
  );
  expect(await leftOpen(bench, id)).toEqual([]);
  const left = await redis.keys(`test:{${id}}:*`);
  const known = ['calls', 'deleted', 'ledger', 'order'].map((name) => `test:{${id}}:${name}`);
  expect(left.filter((key) => !known.includes(key))).toEqual([]);
  const fields = await redis.hkeys(`test:{${id}}:calls`);
  expect(fields.filter((field) => /draft|arrived/.test(field))).toEqual([]);
});

describe('a document that is cancelled with pages in a batch', () => {
  test('has the batch cancelled, what was answered booked as waste, and no text', async () => {
    const id = await bench.aDocument(batched);
    await runAll(bench, id);
    await untilStates(bench, 'created');
    await ports.documents.end(id, { status: 'cancelled', reason: null, webhookJob: null });
    await trackBatches(ports, Date.now());
    expect(await ports.batches.open()).toMatchObject([{ cancelled: 1 }]);
    await untilNoneIsOpen();
    for (const page of [1, 2, 3]) expect(await bench.committed(id, page)).toBeNull();
    const outcomes = (await linesOf(bench, id)).filter(({ kind }) => kind === 'outcome');
    expect(
      outcomes.map(({ class: of }) => of).filter((of) => of !== 'free' && of !== 'waste'),
    ).toEqual([]);
    await expectBooked(bench, id);
  });

  test('after its answers have arrived has them booked too', async () => {
    const id = await bench.aDocument(batched);
    await runAll(bench, id);
    await untilStates(bench, 'created');
    for (let arrived = 0; arrived < 3;) {
      await trackBatches(ports, Date.now());
      const fields = await bench.redis.hkeys(`test:{${id}}:calls`);
      arrived = fields.filter((field) => field.endsWith(':arrived')).length;
      await sleep(50);
    }
    await ports.documents.end(id, { status: 'cancelled', reason: null, webhookJob: null });
    await trackBatches(ports, Date.now());
    expect((await linesOf(bench, id)).filter(({ class: of }) => of === 'waste')).toHaveLength(3);
    await trackBatches(ports, Date.now());
    expect(await ports.batches.open()).toEqual([]);
    await expectBooked(bench, id);
  });

  test('and set going again takes what its batch brings, and pays nothing again', async () => {
    const id = await bench.aDocument(batched);
    const other = await bench.aDocument(batched);
    for (const [one, page] of [
      [id, 1],
      [id, 2],
      [other, 1],
    ] as const)
      await runPage(ports, one, page);
    await untilStates(bench, 'created');
    await ports.documents.end(id, { status: 'cancelled', reason: null, webhookJob: null });
    await ports.documents.retry(id, 2, { splitJob: '{}', wholeJob: '{}' });
    await ports.pages.takeSlice(id, { window: 100, again: false });
    await untilRead(bench, id, ports, [other]);
    expect(sentIn(bench).entries).toBe(6);
    expect(await ports.documents.read(id)).toMatchObject({ goodPages: 3, status: 'aggregating' });
    let booked = 0;
    for (const one of [id, other])
      for (const line of await linesOf(bench, one)) booked += line.cost_micro_usd;
    expect(booked).toBe(bench.sim.audit().bill.micro_usd);
  });
});
