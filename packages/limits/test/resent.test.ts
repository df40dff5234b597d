import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type Budget, createLimiter, type Limiter } from '../src/index.ts';
import {
  AMPLE,
  type Bench,
  GROUP,
  granted,
  need,
  openBench,
  refused,
  released,
  used,
} from './bench-limiter.ts';
import { resending } from './resending-redis.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterEach(() => bench.clear());
afterAll(() => bench.close());

const document: Budget = { key: 'document:d1', capMicroUsd: 20_000, ttlS: 3_600 };
const paid = { ...need, budgets: [document] };

/** A process whose every script loses its first reply. */
function unlucky(meanwhile: () => Promise<void> | void = () => undefined): Limiter {
  const clock = (): number => bench.nowMs();
  const redis = resending(bench.redis, clock, meanwhile);
  return createLimiter(redis, 'test', 'unlucky', { [GROUP]: AMPLE }, clock);
}

async function booked(): Promise<Readonly<Record<string, number | undefined>>> {
  const [money] = await bench.limiter().budgets([document.key]);
  const [levels] = await bench.limiter().levels();
  return {
    spent: money?.spentMicroUsd,
    reserved: money?.reservedMicroUsd,
    inFlight: levels?.callsInFlight,
  };
}

describe('a reservation whose reply was lost', () => {
  test.each<['used' | 'released', number]>([
    ['used', 777],
    ['released', 0],
  ])('is booked once, and %s it leaves nothing behind', async (outcome, spent) => {
    // No longer alone, as the first call after idleness is: a second booking would be let in.
    const first = await bench.limiter().reserve(need);
    await bench.limiter().settle(used(granted(first)));
    bench.pass(40_000);
    const limiter = unlucky();
    const reservation = granted(await limiter.reserve(paid));
    expect(reservation).toMatchObject({ waitMs: 0, expectedOutputTokens: 900 });
    const { expectedCostMicroUsd, reservedMicroUsd: reserved } = reservation;
    expect(expectedCostMicroUsd).toBe(550);
    expect(await booked()).toEqual({ spent: 0, reserved, inFlight: 1 });
    expect(await bench.lane()).toMatchObject({ requests: '1', input: '1000' });
    await limiter.settle(
      outcome === 'used' ? used(reservation, { costMicroUsd: spent }) : released(reservation),
    );
    expect(await booked()).toEqual({ spent, reserved: 0, inFlight: 0 });
    expect(await bench.leftovers()).toMatchObject({ leases: 0, lapsed: 0, turns: 0, booked: 0 });
  });

  test('is granted as it was, and lives for a whole lease from when it was heard of', async () => {
    const [steady, limiter] = [bench.limiter(), unlucky(() => bench.pass(1_000))];
    const reservation = granted(await limiter.reserve(paid));
    expect(reservation.expectedCostMicroUsd).toBe(550);
    bench.pass(need.leaseMs - 1);
    expect(await steady.sweep()).toBe(0);
    bench.pass(1);
    expect(await steady.sweep()).toBe(1);
    expect(await booked()).toEqual({ spent: 550, reserved: 0, inFlight: 0 });
    await steady.settle(released(reservation));
    expect(await booked()).toEqual({ spent: 0, reserved: 0, inFlight: 0 });
  });

  test('and whose owner was taken for dead meanwhile costs nothing, and is asked for anew', async () => {
    const other = bench.limiter({}, 'other');
    const limiter = unlucky(async () => {
      bench.pass(2_000);
      await other.settle(released(granted(await other.reserve(need))));
    });
    const { ticket } = refused(await limiter.reserve(paid));
    expect(await booked()).toEqual({ spent: 0, reserved: 0, inFlight: 0 });
    const steady = bench.limiter({}, 'unlucky');
    await steady.settle(released(granted(await steady.reserve({ ...paid, ticket }))));
    bench.pass(600_000);
    await steady.sweep();
    expect(await bench.lane()).toMatchObject({ flying: '0', drawing: '0', orphans: '0' });
    expect(await bench.leftovers()).toMatchObject({ leases: 0, lapsed: 0, turns: 0, booked: 0 });
  });

  test('and whose call was forfeited before the first sending arrived stays spent', async () => {
    const steady = bench.limiter({}, 'unlucky');
    const limiter = unlucky(async () => {
      const [id = ''] = await bench.redis.hkeys(`test:{limits}:booked:${GROUP}`);
      const nothing = { expectedOutputTokens: 0, expectedCostMicroUsd: 0, reservedMicroUsd: 0 };
      const sent = { id, group: GROUP, waitMs: 0, ...nothing };
      await steady.settle(used(sent, { outcome: 'forfeited' }));
    });
    refused(await limiter.reserve(paid));
    expect(await booked()).toEqual({ spent: 550, reserved: 0, inFlight: 0 });
    expect(await bench.leftovers()).toMatchObject({ leases: 0, lapsed: 1, booked: 1 });
  });

  test('after an outage leaves no stream that would keep the lane shut', async () => {
    const limiter = unlucky();
    await limiter.hold({
      group: GROUP,
      code: 'claude_overloaded',
      detail: '529',
      kind: 'down',
      retryAfterMs: null,
    });
    bench.pass(30_000);
    for (let answers = 0; answers < 20; answers += 1) {
      await limiter.settle(used(granted(await limiter.reserve(paid))));
      bench.pass(1_000);
    }
    expect(await limiter.holds()).toEqual([]);
    expect(await booked()).toMatchObject({ reserved: 0, inFlight: 0 });
  });
});
