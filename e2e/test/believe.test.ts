import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { numberedPdf } from '@quire/testkit';
import { z } from 'zod';
import { ended, result, submit } from '../src/documents.ts';
import { orderFaults, simBill } from '../src/stand-in.ts';
import { startSystem, type System } from '../src/system.ts';

const ledgerTotals = z.object({
  data: z.array(z.object({ key: z.string(), total_micro_usd: z.int() })),
});
const CHEAP = 'claude-haiku-5-5';
const STRONG = 'claude-sonnet-5-5';
/**
 * Each strikes one call, of whichever page comes; the first that is left. What is cut is the last,
 * for that page asks again at once: it would draw the fault that was meant for a page yet to come.
 */
const faults = ['looping', 'refusal', 'content_filter', 'max_tokens'].map((fault) => ({
  fault,
  times: 1,
  model: CHEAP,
}));

let system: System;
beforeAll(async () => {
  system = await startSystem({
    sim: ['--engine', 'digest', '--tokens-per-second', '0'],
    concurrency: 4,
  });
}, 150_000);
afterAll(() => system.stop(), 150_000);

test('a document whose pages are cut, loop, are refused and filtered is whole with a strong model', async () => {
  const { pages, costMicroUsd } = await readUnderFaults({ strong_model: STRONG });
  expect(pages.map(({ verdict }) => verdict)).toEqual(['ok', 'ok', 'ok', 'ok']);
  // The page says who answered, and what each call cost.
  expect(pages.filter(({ model }) => model === STRONG)).toHaveLength(3);
  expect(costMicroUsd).toBe(sumOf(pages.flatMap(({ calls }) => calls)));
  expect(sumOf(pages)).toBe(costMicroUsd);
}, 120_000);

test('and without one it is partial: what was refused has the page’s own words, marked as such', async () => {
  const { pages, costMicroUsd } = await readUnderFaults({});
  const verdicts = pages.map(({ verdict }) => verdict).toSorted();
  expect(verdicts).toEqual(['filtered', 'ok', 'refused', 'repeated']);
  const refused = pages.filter(({ verdict }) => verdict === 'refused' || verdict === 'filtered');
  for (const { page, source, text } of refused) {
    expect(source).toBe('text-layer');
    expect(text).toContain(String(page));
  }
  expect(sumOf(pages)).toBe(costMicroUsd);
}, 120_000);

/** A document of four pages, read while each fault strikes one of its calls. @returns what it was billed */
async function readUnderFaults(options: Record<string, unknown>) {
  await orderFaults(system.simUrl, faults);
  const before = await simBill(system.simUrl);
  const { id } = await submit(
    system.url,
    { name: 'four.pdf', bytes: await numberedPdf(4) },
    { ...options, context: JSON.stringify(options) },
  );
  const end = await ended(system.url, id, 90_000);
  const { pages } = await result(system.url, id);
  const { micro_usd: billed } = await simBill(system.simUrl);
  const costMicroUsd = billed - before.micro_usd;
  expect(Math.round(end.cost_usd * 1e6)).toBe(costMicroUsd);
  const totals = await fetch(`${system.url}/v1/admin/ledger/totals?by=document`);
  const { data } = ledgerTotals.parse(await totals.json());
  expect(data.find(({ key }) => key === id)).toMatchObject({ total_micro_usd: costMicroUsd });
  return { pages, costMicroUsd };
}

function sumOf(some: readonly { readonly cost_usd: number }[]): number {
  return some.reduce((sum, { cost_usd: cost }) => sum + Math.round(cost * 1e6), 0);
}
