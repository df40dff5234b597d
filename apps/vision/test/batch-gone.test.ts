import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createDeletions } from '@quire/store';
import { trackBatches } from '../src/batch/track-batches.ts';
import { linesOf, runAll, runPage, sentIn, untilStates } from './a-batch.ts';
import { leftOpen } from './expect-billed.ts';
import { type Bench, openBench } from './open-bench.ts';

jest.setTimeout(60_000);

let bench: Bench;
beforeAll(async () => {
  bench = await openBench({ batchS: 0.3 });
});
afterAll(() => bench.close());

/** Tracks until no batch is left. */
async function untilNoneIsOpen({ ports }: Bench): Promise<void> {
  while ((await ports.batches.open()).length > 0) await trackBatches(ports, Date.now());
}

test('a document that is deleted while it is in a batch has it booked as waste, and nothing of what it brings kept', async () => {
  const { ports, redis } = bench;
  const id = await bench.aDocument({ lane: 'batch' });
  await runAll(bench, id);
  await untilStates(bench, 'created');
  while (sentIn(bench).entries < 3) await sleep(20);
  const deletions = createDeletions(redis, 'test');
  await deletions.delete(id, Date.now());
  await deletions.wipe(id);
  await untilNoneIsOpen(bench);
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
