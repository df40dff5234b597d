import { expect, test } from '@jest/globals';
import { type LedgerEntry, settleDebts } from '@quire/domain';
import * as fc from 'fast-check';
import {
  accepted,
  all,
  CAP,
  claimAs,
  commitWith,
  intentOf,
  LEASE_MS,
  openStore,
  outcome,
  page,
  planOf,
  upTo,
  useRedis,
} from './connect.ts';
import { type Pause, type Run, startRun, steps } from './stepwise-run.ts';

const connected = useRedis();

/** What the provider does with a call. `lost` is charged, and nobody hears of it. */
const ends = ['answer', 'answer', 'answer', 'free', 'lost', 'reset'] as const;
type End = (typeof ends)[number];

/** A document's pages, the real store, and a provider and a limiter that keep their own books. */
function openWorld(id: string, pageCount: number) {
  const store = openStore(connected().redis);
  const { calls, pages } = store;
  const dead = new Set<string>();
  /** The provider's bill: request id to what it charged. */
  const bill = new Map<string, number>();
  /** Answers that were in somebody's hand when it was killed. */
  const lostInHand = new Set<string>();
  /** The limiter's leases: whose they are, and what it was told of them first. */
  const leases = new Map<string, { readonly owner: string; told: string | null }>();
  /** Page to who is calling for it under a lease. */
  const onTheWay = new Map<number, string>();
  let named = 0;

  const settle = (settlement: string): Promise<void> => {
    const [reservation = '', told = ''] = settlement.split(' ');
    const lease = leases.get(reservation);
    if (lease === undefined) throw new Error(`${reservation} was never reserved`);
    lease.told ??= told;
    return Promise.resolve();
  };

  async function claim(number: number, owner: string) {
    const request = claimAs(owner);
    const first = await calls.claim(id, number, request);
    if (first.kind !== 'held' || !dead.has(first.owner)) return first;
    return calls.claim(id, number, { ...request, deadOwner: first.owner });
  }

  /**
   * One run of a page's job, as apps/vision does it. With `leaseMs` 0 it stands still during its call
   * for longer than anybody waits for it.
   */
  async function readPage(
    number: number,
    owner: string,
    { end, leaseMs }: { readonly end: End; readonly leaseMs: number },
    pause: Pause,
  ): Promise<void> {
    await pause();
    const claimed = await claim(number, owner);
    if (claimed.kind === 'quarantined') {
      await pause();
      const failed = page(number, { verdict: 'failed', source: 'none' });
      await pages.commit(id, failed, { ...commitWith(9), call: null });
    }
    if (claimed.kind !== 'claimed') return;
    await pause();
    const reservation = `${owner}~r`;
    leases.set(reservation, { owner, told: null });
    const owe = (told: string): string => `${reservation} ${told}`;
    await pause();
    const intent = { ...intentOf(reservation, number, leaseMs), forfeit: owe('forfeited') };
    const attempt = await calls.intend(id, number, claimed.fence, intent);
    if (attempt === null) {
      await settle(owe('released'));
      return;
    }
    // While a call is leased to somebody alive, nobody else sends one for the same page.
    if (leaseMs > 0) {
      const other = onTheWay.get(number);
      expect(other === undefined || dead.has(other)).toBe(true);
      onTheWay.set(number, owner);
    }
    await pause();
    const requestId = `req_${owner}`;
    if (end === 'answer' || end === 'lost') bill.set(requestId, 50 + named);
    if (end === 'answer') lostInHand.add(requestId);
    await pause();
    const booked = outcome(attempt, {
      requestId,
      costMicroUsd: bill.get(requestId) ?? 0,
      settlement: owe('used'),
    });
    if (end === 'answer') {
      await pages.commit(id, page(number, { request_id: requestId }), {
        ...commitWith(9),
        call: booked,
      });
      lostInHand.delete(requestId);
    } else {
      const isFree = end === 'free';
      await calls.conclude(id, number, {
        ...booked,
        class: isFree ? 'free' : 'ambiguous',
        code: isFree ? 'claude_rate_limited' : 'claude_timeout',
        costMicroUsd: isFree ? 0 : 100,
        settlement: owe(isFree ? 'released' : 'forfeited'),
      });
    }
    if (onTheWay.get(number) === owner) onTheWay.delete(number);
    await pause();
    await settle(owe(end === 'answer' ? 'used' : end === 'free' ? 'released' : 'forfeited'));
    await pause();
    await calls.settled(id, { reservationId: reservation, settlement: '' });
  }

  return {
    store,
    dead,
    bill,
    lostInHand,
    leases,
    settle,
    start(number: number, how: { readonly end: End; readonly leaseMs: number }) {
      named += 1;
      const owner = `w${named}`;
      const run = startRun(
        (pause) => readPage(number, owner, how, pause),
        () => undefined,
      );
      return { run, owner };
    },
    /** As if all leases had passed. */
    async passLeases() {
      const { redis } = connected();
      const key = `test:{${id}}:claims`;
      for (const [field, json] of Object.entries(await redis.hgetall(key))) {
        await redis.hset(key, field, json.replace(/"until_ms":\d+/, '"until_ms":0'));
      }
      expect(await calls.lapse(id)).toBe(0);
    },
    open: async () => {
      const read = await pages.readMany(id, upTo(pageCount));
      const done = new Set(read.map((one) => one.page));
      return upTo(pageCount).filter((number) => !done.has(number));
    },
  };
}

let documents = 0;

async function live(
  pageCount: number,
  schedule: readonly { readonly act: string; readonly which: number }[],
): Promise<void> {
  documents += 1;
  const id = `doc_${documents}`;
  const world = openWorld(id, pageCount);
  await world.store.documents.create(accepted(id), '{}');
  await world.store.documents.plan(id, planOf(upTo(pageCount)));
  let runs: { readonly run: Run; readonly owner: string }[] = [];
  for (const { act, which } of schedule) {
    runs = runs.filter(({ run }) => !run.isOver());
    if (act === 'start' && runs.length < 5) {
      // Duplicates too: a page may be given out while a run of it is under way.
      const end = ends[Math.floor(which / 4) % ends.length] ?? 'answer';
      const leaseMs = Math.floor(which / 24) % 3 === 0 ? 0 : LEASE_MS;
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
  expect(numbersOf(paid)).toEqual(numbersOf(fromClaude));
  expect(record?.costMicroUsd).toBe(sum(paid));
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
  const kills = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(kills, async (points) => {
      documents += 1;
      const id = `doc_${documents}`;
      const world = openWorld(id, 1);
      await world.store.documents.create(accepted(id), '{}');
      await world.store.documents.plan(id, planOf([1]));
      for (const point of points) {
        const { run, owner } = world.start(1, { end: 'answer', leaseMs: LEASE_MS });
        for (let step = 0; step < point && !run.isOver(); step += 1) await run.advance(false);
        if (run.isOver()) continue;
        world.dead.add(owner);
        await run.advance(true);
      }
      const lines = await all(world.store.ledger.entriesOf(id));
      const sentInVain = lines.filter((line) => line.class === 'ambiguous');
      expect(sentInVain.length).toBeLessThanOrEqual(CAP);
      expect(byKind(lines, 'intent').length).toBeLessThanOrEqual(CAP + 1);
    }),
    { numRuns: 60 },
  );
}, 60_000);
