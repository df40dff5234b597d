import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type Backlog, aBacklog } from './a-backlog.ts';
import { type Bench, openBench } from './open-bench.ts';

jest.setTimeout(180_000);

const PAGES = 1_000;
const DOCUMENTS = 10;
const CONCURRENCY = 16;
const MINUTE_MS = 60_000;
/** Refusals before the backlog is in full flow: the first, two probes, a resume with nothing mended. */
const BEFORE = 4;
const CAP = [{ fault: 'enforced_spend' }] as const;

let bench: Bench;
let backlog: Backlog;

beforeAll(async () => {
  bench = await openBench({ latencyMs: 20, appendfsync: 'no' });
  const pagesEach = PAGES / DOCUMENTS;
  backlog = await aBacklog(bench, { documents: DOCUMENTS, pagesEach, concurrency: CONCURRENCY });
});
afterAll(async () => {
  await backlog.stop();
  await bench.close();
});

test('a thousand pages that meet a spend cap cost one refusal, then silence but for seldom probes, and end when it is lifted', async () => {
  bench.sim.setFaults([...CAP]);
  await backlog.start();
  await backlog.untilIdle();
  expect(refused()).toBe(1);
  expect(await waiting()).toBe(PAGES);
  expect(await backlog.limiter.holds()).toMatchObject([
    {
      code: 'claude_spend_limit',
      isHalt: true,
      detail: 'Your organization has reached its monthly spend cap.',
      forMs: 5 * MINUTE_MS,
    },
  ]);

  // Every page asks again, as it does each fifteen seconds: nothing is sent, and nothing is drawn.
  const drawn = backlog.drawn();
  await backlog.again();
  expect(refused()).toBe(1);
  expect(backlog.drawn()).toBe(drawn);

  // One call asks how it is after five minutes, then after ten, and so on.
  for (const [probe, minutes] of [5, 10].entries()) {
    backlog.pass(minutes * MINUTE_MS);
    await backlog.again();
    expect(refused()).toBe(2 + probe);
  }

  // Resumed though nothing was mended: one refusal more, and the halt is back.
  await backlog.resume();
  await backlog.again();
  expect(refused()).toBe(BEFORE);
  expect(await backlog.limiter.holds()).toMatchObject([{ code: 'claude_spend_limit' }]);
  expect(await waiting()).toBe(PAGES);

  // Reached again in full flow, it refuses what is in flight.
  bench.sim.setFaults([{ ...CAP[0], from: 301 }]);
  await backlog.resume();
  await backlog.again();
  const inFlight = refused() - BEFORE;
  expect(inFlight).toBeGreaterThanOrEqual(1);
  expect(inFlight).toBeLessThanOrEqual(CONCURRENCY);
  expect(await waiting()).toBe(PAGES - 300);
  await backlog.again();
  expect(refused()).toBe(BEFORE + inFlight);

  bench.sim.setFaults([]);
  await backlog.resume();
  await backlog.again();
  expect(await waiting()).toBe(0);
  for (const id of backlog.documents) {
    expect(await bench.ports.documents.read(id)).toMatchObject({
      status: 'aggregating',
      goodPages: PAGES / DOCUMENTS,
      failedPages: 0,
    });
  }
  // Nothing failed, and no attempt was used: each page was put off, or read at its first.
  const ends = new Set(backlog.outcomes.map(({ outcome, attempt }) => `${outcome} ${attempt}`));
  expect(ends).toEqual(new Set(['postponed 1', 'done 1']));
  expect(await booked()).toEqual({
    accepted: PAGES,
    free: BEFORE + inFlight,
    microUsd: bench.sim.audit().bill.micro_usd,
  });
  process.stdout.write(
    `spend cap: ${BEFORE + inFlight} refused, ${inFlight} of them in flight; ${backlog.drawn()} pictures drawn\n`,
  );
});

/** Calls that the cap refused. */
function refused(): number {
  return bench.sim.audit().requests.filter(({ fault }) => fault === CAP[0].fault).length;
}

/** Pages that were put off. */
async function waiting(): Promise<number> {
  return bench.producer.queues.pages.getDelayedCount();
}

/** The ledger of all documents: calls by class, and their cost. */
async function booked(): Promise<{ accepted: number; free: number; microUsd: number }> {
  const sums = { accepted: 0, free: 0, microUsd: 0 };
  for (const id of backlog.documents) {
    for await (const line of bench.ledger.entriesOf(id)) {
      sums.microUsd += line.cost_micro_usd;
      if (line.class === 'accepted' || line.class === 'free') sums[line.class] += 1;
    }
  }
  return sums;
}
