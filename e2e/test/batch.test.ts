import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { statusView } from '@quire/domain';
import { numberedPdf } from '@quire/testkit';
import { ended, submit, until } from '../src/documents.ts';
import { hurryBatches, simBill } from '../src/stand-in.ts';
import { startSystem, type System } from '../src/system.ts';

/** Documents of which QUIRE_PAGES_AHEAD has room for one or two at a time. */
const BACKLOG = Number(process.env['QUIRE_BATCH_BACKLOG'] ?? 8);
const PAGES = 5;

let system: System;
beforeAll(async () => {
  system = await startSystem({
    // Until the test has seen enough no batch ends.
    sim: ['--engine', 'digest', '--latency-ms', '50', '--batch-s', '80000'],
    concurrency: 4,
    env: {
      QUIRE_PAGES_AHEAD: '20',
      QUIRE_BATCH_WAIT_S: '4',
      QUIRE_BATCH_POLL_S: '1',
      // The same pages again and again are to be calls.
      QUIRE_CACHE_TTL_S: '0',
    },
  });
}, 150_000);
afterAll(() => system.stop(), 150_000);

async function status() {
  return statusView.parse(await (await fetch(`${system.url}/v1/status`)).json());
}

test('documents in batches keep their places from nobody: a backlog of them is sent before any batch is back, realtime goes on beside it, and all end at half the price, though splitter and aggregator are killed', async () => {
  const pdf = await numberedPdf(PAGES);
  const send = (lane: string) => submit(system.url, { name: 'a.pdf', bytes: pdf }, { lane });
  const backlog: string[] = [];
  while (backlog.length < BACKLOG) backlog.push((await send('batch')).id);
  const beside = await ended(system.url, (await send('realtime')).id, 60_000);
  expect(beside.pages).toMatchObject({ done: PAGES });
  const whole = (await simBill(system.simUrl)).micro_usd;
  await system.crash('splitter');
  let sent = 0;
  while (sent < BACKLOG * PAGES) {
    await sleep(200);
    const { batches } = await status();
    sent = batches.reduce((sum, { state, pages }) => sum + (state === 'created' ? pages : 0), 0);
  }
  expect(sent).toBe(BACKLOG * PAGES);
  while ((await status()).documents.open > 0) await sleep(200);
  for (const id of backlog) {
    await until(system.url, id, ({ waiting_for: what }) => what === 'batch', 10_000);
  }
  await hurryBatches(system.simUrl);
  await system.crash('aggregator');
  for (const id of backlog) {
    const document = await ended(system.url, id, 200_000);
    expect(document).toMatchObject({ status: 'completed', pages: { done: PAGES } });
    // Rounded once for each page.
    expect(Math.abs(document.cost_usd * 2e6 - whole)).toBeLessThanOrEqual(PAGES);
  }
  const bill = await simBill(system.simUrl);
  expect(bill.calls).toBe((BACKLOG + 1) * PAGES);
  // The last look at them is after the last of their pages.
  while ((await status()).batches.length > 0) await sleep(200);
}, 400_000);
