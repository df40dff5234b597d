import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Budget, CallNeed, Limiter, Limits, Reservation } from '../src/index.ts';
import { type Bench, GROUP, need, openBench, released, used } from './bench-limiter.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const OWNERS = ['one', 'two', 'three'];
const budget: Budget = { key: 'document:d', capMicroUsd: 1e9, ttlS: 86_400 };
const LEASE_MS = 20_000;

/** What may happen next, in any order. */
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('reserve' as const),
      owner: fc.nat(2),
      input: fc.integer({ min: 1, max: 4_000 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      which: fc.nat(40),
      tokens: fc.integer({ min: 0, max: 6_000 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('release' as const), which: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forfeit' as const), which: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('again' as const), which: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('kill' as const), owner: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sweep' as const) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.constantFrom(1, 10, 100, 500, 2_000, 25_000),
    }),
  },
);

/** One reservation, and what it is known to have come to. */
interface Booked {
  readonly reservation: Reservation;
  readonly need: CallNeed;
  readonly startsAtMs: number;
  outcome: 'open' | 'used' | 'released' | 'forfeited';
  cost: number;
}

test('whatever happens in whatever order, no more is booked than the limits give, and money adds up', async () => {
  const limits = fc.record({
    rpm: fc.integer({ min: 60, max: 6_000 }),
    itpm: fc.integer({ min: 60_000, max: 600_000 }),
    otpm: fc.integer({ min: 30_000, max: 600_000 }),
  });
  await fc.assert(
    fc.asyncProperty(
      limits,
      fc.array(step, { minLength: 30, maxLength: 120, size: 'max' }),
      async (given, steps) => {
        await bench.clear();
        const limiters = OWNERS.map((owner) => bench.limiter(given, owner));
        const beganMs = bench.nowMs();
        const all: Booked[] = [];
        const [first] = limiters;
        if (first === undefined) throw new Error('no limiter');
        for (const one of steps) {
          switch (one.do) {
            case 'reserve':
              await reserve(limiters[one.owner] ?? first, one.input, all);
              break;
            case 'settle':
              await settle(first, all[one.which], 'used', one.tokens);
              break;
            case 'release':
              await settle(first, all[one.which], 'released', 0);
              break;
            case 'forfeit':
              await settle(first, all[one.which], 'forfeited', 0);
              break;
            case 'again':
              await repeat(first, all[one.which]);
              break;
            case 'kill':
              await first.freeLeasesOf(OWNERS[one.owner] ?? '');
              break;
            case 'sweep':
              await first.sweep();
              break;
            case 'pass':
              bench.pass(one.ms);
          }
        }
        expectWithin(given, all, beganMs);
        // All who were never heard of again run out; then nothing is left but what was spent.
        bench.pass(LEASE_MS + 60_000);
        await first.sweep();
        const spent = all.reduce(
          (sum, { outcome, cost, reservation }) =>
            sum +
            (outcome === 'open' || outcome === 'forfeited'
              ? reservation.expectedCostMicroUsd
              : cost),
          0,
        );
        expect(await first.budgets([budget.key])).toEqual([
          { key: budget.key, spentMicroUsd: spent, reservedMicroUsd: 0 },
        ]);
        // A minute later the last stream of the dead has ended too.
        bench.pass(600_000);
        await first.sweep();
        expect(await bench.leftovers()).toMatchObject({ leases: 0, turns: 0 });
        const { flying = '0', drawing = '0', orphans = '0' } = await bench.lane();
        expect([flying, drawing, orphans]).toEqual(['0', '0', '0']);
        bench.pass(86_400_000);
        await first.sweep();
        expect(await bench.leftovers()).toMatchObject({
          leases: 0,
          lapsed: 0,
          turns: 0,
          booked: 0,
        });
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);

async function reserve(limiter: Limiter, inputTokens: number, all: Booked[]): Promise<void> {
  const wanted = { ...need, inputTokens, budgets: [budget], leaseMs: LEASE_MS };
  const answer = await limiter.reserve(wanted);
  if (!('waitMs' in answer)) return;
  const startsAtMs = bench.nowMs() + answer.waitMs;
  all.push({ reservation: answer, need: wanted, startsAtMs, outcome: 'open', cost: 0 });
}

async function settle(
  limiter: Limiter,
  booked: Booked | undefined,
  outcome: 'used' | 'released' | 'forfeited',
  tokens: number,
): Promise<void> {
  // Of a forfeited call the true end may still become known.
  if (booked?.outcome !== 'open' && booked?.outcome !== 'forfeited') return;
  booked.outcome = outcome;
  booked.cost = outcome === 'used' ? 100 + tokens : 0;
  await limiter.settle(settlementOf(booked, tokens));
}

/** A settlement that is told once more, and otherwise, changes nothing. */
async function repeat(limiter: Limiter, booked: Booked | undefined): Promise<void> {
  if (booked === undefined || booked.outcome === 'open') return;
  const [lane, money] = [await bench.lane(), await limiter.budgets([budget.key])];
  await limiter.settle(settlementOf(booked, 4_321));
  expect(await limiter.budgets([budget.key])).toEqual(money);
  const { flying, requests } = await bench.lane();
  expect(flying).toBe(lane['flying']);
  expect(Number(requests)).toBeLessThanOrEqual(Number(lane['requests']));
}

function settlementOf(
  { reservation, need: { inputTokens }, outcome, cost }: Booked,
  tokens: number,
) {
  if (outcome === 'released') return released(reservation);
  const isUsed = outcome === 'used';
  return used(reservation, {
    outcome: isUsed ? 'used' : 'forfeited',
    inputTokens,
    outputTokens: tokens,
    costMicroUsd: cost,
    streamMs: isUsed ? 3_000 : null,
  });
}

/** Requests and input started by any moment: the limit times the time, and the room of 0.4 s. */
function expectWithin(given: Limits, all: readonly Booked[], beganMs: number): void {
  const kept = all.filter(({ outcome }) => outcome !== 'released');
  kept.sort((a, b) => a.startsAtMs - b.startsAtMs);
  let input = 0;
  for (const [before, { startsAtMs, need: wanted }] of kept.entries()) {
    const seconds = (startsAtMs - beganMs) / 1_000 + 0.4 + 0.002;
    expect(before + 1).toBeLessThanOrEqual(Math.max(1, (given.rpm / 60) * seconds) + 1);
    input += wanted.inputTokens;
    // The last call of all may take more than is there.
    expect(input - wanted.inputTokens).toBeLessThanOrEqual((given.itpm / 60) * seconds + 4_000);
  }
}

test('the group of a lane is never held by what is gone', async () => {
  await bench.clear();
  const limiter = bench.limiter();
  expect(await limiter.freeLeasesOf('nobody')).toBe(0);
  expect(await limiter.sweep()).toBe(0);
  await limiter.settle(used({ ...gone, group: GROUP }));
  expect(await limiter.levels()).toEqual([]);
});

const gone: Reservation = {
  id: 'one~gone',
  group: GROUP,
  waitMs: 0,
  expectedOutputTokens: 1,
  expectedCostMicroUsd: 1,
  reservedMicroUsd: 1,
};
