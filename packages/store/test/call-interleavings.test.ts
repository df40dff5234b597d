import { expect, test } from '@jest/globals';
import { type LedgerEntry, settleDebts } from '@quire/domain';
import * as fc from 'fast-check';
import { accepted, all, CAP, LEASE_MS, planOf, upTo, useRedis } from './connect.ts';
import { ends, MOST_POOR, openWorld } from './call-world.ts';
import { type Run, steps } from './stepwise-run.ts';

const connected = useRedis();

let documents = 0;

async function live(
  pageCount: number,
  schedule: readonly { readonly act: string; readonly which: number }[],
): Promise<void> {
  documents += 1;
  const id = `doc_${documents}`;
  const world = openWorld(connected().redis, id, pageCount);
  await world.store.documents.create(accepted(id), '{}');
  await world.store.documents.plan(id, planOf(upTo(pageCount)));
  let runs: { readonly run: Run; readonly owner: string }[] = [];
  for (const { act, which } of schedule) {
    runs = runs.filter(({ run }) => !run.isOver());
    if (act === 'start' && runs.length < 5) {
      // Duplicates too: a page may be given out while a run of it is under way.
      const end = ends[Math.floor(which / 4) % ends.length] ?? 'answer';
      const leaseMs = Math.floor(which / 28) % 3 === 0 ? 0 : LEASE_MS;
      runs.push(world.start((which % pageCount) + 1, { end, leaseMs }));
      continue;
    }
    const one = runs[which % Math.max(1, runs.length)];
    if (act === 'kill' && one) world.dead.add(one.owner);
    await one?.run.advance(act === 'kill');
  }
  for (const { run } of runs) while (!run.isOver()) await run.advance(false);
  // From here on nobody is killed and every call is answered: what is left comes to its end.
  for (let rounds = 0; ; rounds += 1) {
    expect(rounds).toBeLessThan(20 * pageCount);
    const [number] = await world.open();
    if (number === undefined) break;
    const { run } = world.start(number, { end: 'answer', leaseMs: LEASE_MS });
    while (!run.isOver()) await run.advance(false);
  }
  await world.passLeases();
  await settleDebts(id, { calls: world.store.calls, settle: world.settle });
  await check(id, pageCount, world);
}

async function check(
  id: string,
  pageCount: number,
  { store, bill, lostInHand, leases, dead }: ReturnType<typeof openWorld>,
): Promise<void> {
  const lines = await all(store.ledger.entriesOf(id));
  // One record a page, each counted once.
  const record = await store.documents.read(id);
  expect(record).toMatchObject({ status: 'aggregating', calls: byKind(lines, 'intent').length });
  expect((record?.goodPages ?? 0) + (record?.failedPages ?? 0)).toBe(pageCount);
  const read = await store.pages.readMany(id, upTo(pageCount));
  const paid = lines.filter((line) => line.class === 'accepted' && line.kind === 'outcome');
  const fromClaude = read.filter(({ source }) => source === 'claude');
  expect(numbersOf(paid)).toEqual(
    numbersOf(fromClaude.flatMap(({ page: n, calls }) => calls.map(() => ({ page: n })))),
  );
  expect(record?.costMicroUsd).toBe(sum(paid));
  for (const { page: number, calls, cost_usd: costUsd } of fromClaude) {
    // A page has the calls that were accepted for it, no other, and what they cost.
    const own = paid.filter((line) => line.page === number);
    expect(calls.map(({ request_id: one }) => one)).toEqual(own.map((line) => line.request_id));
    expect(Math.round(costUsd * 1e6)).toBe(sum(own));
  }
  const fields = await connected().redis.hkeys(`test:{${id}}:calls`);
  expect(fields.filter((field) => field.includes('draft'))).toEqual([]);
  // Each call has one outcome that stands, and the answers' cost is the bill's.
  for (const intent of byKind(lines, 'intent')) {
    const own = lines.filter(
      (line) => line.page === intent.page && line.attempt === intent.attempt,
    );
    expect(byKind(own, 'outcome').length - byKind(own, 'reversal').length).toBe(1);
  }
  const answered = lines.filter((line) => line.class === 'accepted' || line.class === 'waste');
  const known = new Map(answered.map((line) => [line.request_id, line.cost_micro_usd]));
  expect(known.size).toBe(answered.length);
  for (const [requestId, cost] of known) expect(bill.get(requestId ?? '')).toBe(cost);
  // What was charged and is not among them is what nobody heard of, and each of those is ambiguous.
  const unheard = [...bill.keys()].filter((requestId) => !known.has(requestId));
  const ambiguous = lines.filter((line) => line.class === 'ambiguous');
  const standing = byKind(ambiguous, 'outcome').length - byKind(ambiguous, 'reversal').length;
  expect(unheard.length).toBeLessThanOrEqual(standing);
  for (const requestId of lostInHand) expect(unheard).toContain(requestId);
  expect(sum(ambiguous)).toBe(100 * standing);
  for (const number of upTo(pageCount)) {
    const ofPage = ambiguous.filter((line) => line.page === number);
    const open = byKind(ofPage, 'outcome').length - byKind(ofPage, 'reversal').length;
    // A call that was given up on because its page had ended is ambiguous too, past any cap.
    const stored = await connected().redis.hget(`test:{${id}}:calls`, `${number}:ambiguous`);
    expect(Number(stored ?? 0)).toBe(open);
  }
  // Nothing is left: no claim, no debt, no lease but those of the dead that never intended to call.
  const { redis } = connected();
  expect(await redis.exists(`test:{${id}}:claims`, `test:{${id}}:owed`)).toBe(0);
  const intended = new Set(lines.map(({ reservation_id: one }) => one));
  for (const [reservation, { owner, told }] of leases) {
    if (intended.has(reservation)) expect(told).not.toBeNull();
    else expect(told === 'released' || dead.has(owner)).toBe(true);
  }
}

function numbersOf(some: readonly { readonly page: number }[]): number[] {
  return some.map(({ page: number }) => number).toSorted((a, b) => a - b);
}

function byKind(lines: readonly LedgerEntry[], kind: LedgerEntry['kind']): LedgerEntry[] {
  return lines.filter((line) => line.kind === kind);
}

function sum(lines: readonly LedgerEntry[]): number {
  return lines.reduce((so, { cost_micro_usd: cost }) => so + cost, 0);
}

test('whoever dies, stands still or is run twice, and when: one answer a page, every call booked once, nothing left open', async () => {
  const property = fc.asyncProperty(fc.integer({ min: 1, max: 4 }), steps, live);
  await fc.assert(property, { numRuns: 120, endOnFailure: true });
}, 120_000);

test('as long as nobody stands still, no page is sent in vain more often than the cap', async () => {
  const kills = fc.array(fc.integer({ min: 0, max: 18 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(kills, async (points) => {
      documents += 1;
      const id = `doc_${documents}`;
      const world = openWorld(connected().redis, id, 1);
      await world.store.documents.create(accepted(id), '{}');
      await world.store.documents.plan(id, planOf([1]));
      for (const point of points) {
        const { run, owner } = world.start(1, { end: 'poor', leaseMs: LEASE_MS });
        for (let step = 0; step < point && !run.isOver(); step += 1) await run.advance(false);
        if (run.isOver()) continue;
        world.dead.add(owner);
        await run.advance(true);
      }
      const lines = await all(world.store.ledger.entriesOf(id));
      const sentInVain = lines.filter((line) => line.class === 'ambiguous');
      expect(sentInVain.length).toBeLessThanOrEqual(CAP);
      expect(byKind(lines, 'intent').length).toBeLessThanOrEqual(CAP + 1 + MOST_POOR);
    }),
    { numRuns: 60 },
  );
}, 60_000);
