import { randomUUID } from 'node:crypto';
import { isFailureCode } from '@quire/domain';
import { runTogether, type Script } from '@quire/redis-script';
import type { Redis } from 'ioredis';
import type { CallNeed, Limiter, Limits, Refusal, Reservation, Settlement } from './face.ts';
import {
  bookedKey,
  budgetsKey,
  laneKey,
  lanesKey,
  ownersKey,
  reservingKeys,
  settlingKeys,
} from './keys.ts';
import { readHolds, readLanes, readLevels } from './read-lanes.ts';
import { memoryLow } from './memory-low.ts';
import { loadScript } from './script.ts';
import { showAlive } from './show-alive.ts';
import { slept, watchNeighbours } from './watch-neighbours.ts';

const BOOKING = ['time', 'lane', 'booking'] as const;
const settleAndReserveScript = loadScript(
  'settle-and-reserve-11',
  ...BOOKING,
  'expectation',
  'settle',
  'reserve',
);
const lapseScript = loadScript('lapse-7', ...BOOKING);
const sweepScript = loadScript('sweep-7', ...BOOKING);
const holdScript = loadScript('hold-2', 'time', 'lane');
const beatScript = loadScript('beat-1', 'time');
const resumeScript = loadScript('resume-1', 'time', 'lane');

/** A settlement or a reservation, as the script that does both takes it. */
interface Turn {
  readonly kind: 'settle' | 'reserve';
  readonly values: readonly string[];
}

/** Reservations lapsed, forgotten or freed in one run of a script, so that none holds Redis up. */
const MOST_AT_ONCE = 100;

/**
 * @param owner names this process, so that its leases can be freed when it is known dead
 * @param configured limits by group, from QUIRE_LIMITS
 * @param clock milliseconds, for tests; without it Redis' own
 */
export function createLimiter(
  redis: Redis,
  prefix: string,
  owner: string,
  configured: Readonly<Record<string, Limits>>,
  clock?: () => number,
): Limiter {
  const run = async (
    script: Script,
    keys: readonly string[],
    ...values: readonly (string | number)[]
  ): Promise<unknown> => script.run(redis, keys, [clock?.() ?? '', ...values]);
  const turn = runTogether<Turn, unknown>(redis, async (group, turns) => {
    const settlements = turns.filter(({ kind }) => kind === 'settle');
    const calls = turns.filter(({ kind }) => kind === 'reserve');
    const values = [settlements, calls].flatMap((some) => some.flatMap((one) => one.values));
    const keys = reservingKeys(prefix, group);
    const reply = await run(settleAndReserveScript, keys, settlements.length, ...values);
    const replies = Array.isArray(reply) ? Array.from<unknown>(reply) : [];
    const inOrder = [...settlements, ...calls];
    return turns.map((one) => replies[inOrder.indexOf(one)]);
  });
  const groups = (): Promise<string[]> => redis.smembers(lanesKey(prefix));
  const freeLeases = async (
    group: string,
    dead: string,
    seenMs: number | '' = '',
  ): Promise<number> => {
    const ids = await redis.hkeys(bookedKey(prefix, group));
    const owned = ids.filter((id) => id.startsWith(`${dead}~`));
    let freed = 0;
    for (let at = 0; at < owned.length; at += MOST_AT_ONCE) {
      const some = owned.slice(at, at + MOST_AT_ONCE);
      freed += Number(await run(lapseScript, settlingKeys(prefix, group), seenMs, ...some));
    }
    return freed;
  };
  const alive = showAlive((group) => run(beatScript, [ownersKey(prefix, group)], owner));
  // By a clock of tests no process of this machine is alive or dead.
  const neighbours = clock === undefined ? watchNeighbours(redis, prefix, owner, freeLeases) : null;
  // Groups that were held up when this process last asked.
  const held = new Set<string>();

  return {
    async reserve(need) {
      const id = need.batched?.reservationId ?? `${owner}~${randomUUID()}`;
      const ticket = need.ticket ?? id;
      if (need.batched === undefined) neighbours?.introduce(need.group);
      const wanted = describeNeed(owner, need, configured[need.group]);
      const reply = await turn(need.group, { kind: 'reserve', values: [id, ticket, wanted] });
      const answer = readReply(reply, need.group, id, ticket);
      // By a clock of tests no timer of this machine shows anybody alive.
      if ('code' in answer && answer.code !== null) held.add(need.group);
      if ('waitMs' in answer && clock === undefined && need.batched === undefined) {
        alive.took(need.group, id, need.leaseMs);
      }
      return answer;
    },
    waitOut: (group, ms, signal) =>
      neighbours === null ? slept(ms, signal) : neighbours.wait(group, ms, signal),
    async settle(settlement) {
      alive.gave(settlement.reservationId);
      const told = describeSettlement(settlement);
      await turn(settlement.group, { kind: 'settle', values: [settlement.reservationId, told] });
    },
    async hold({ group, kind, code, detail, retryAfterMs, callId = '' }) {
      held.add(group);
      const keys = [laneKey(prefix, group), lanesKey(prefix)];
      const told = [kind, code, detail, retryAfterMs ?? 0, group, callId];
      return Number(await run(holdScript, keys, ...told));
    },
    memoryLow: () => memoryLow(redis),
    holds: async () => readHolds(await readLanes(redis, prefix, await groups(), clock)),
    async knownHold(group) {
      if (!held.has(group)) return null;
      const [hold] = readHolds(await readLanes(redis, prefix, [group], clock));
      if (hold === undefined) held.delete(group);
      // Once a probe is due somebody has to ask.
      return hold !== undefined && hold.forMs > 0 ? hold : null;
    },
    levels: async () => readLevels(await readLanes(redis, prefix, await groups(), clock)),
    async lift(group) {
      await run(resumeScript, [laneKey(prefix, group)]);
      held.delete(group);
    },
    async resume() {
      for (const group of await groups()) await run(resumeScript, [laneKey(prefix, group)]);
    },
    async budgets(keys) {
      if (keys.length === 0) return [];
      const fields = keys.flatMap((key) => [`${key}|spent`, `${key}|reserved`]);
      const values = await redis.hmget(budgetsKey(prefix), ...fields);
      return keys.map((key, index) => ({
        key,
        spentMicroUsd: Number(values[2 * index] ?? 0),
        reservedMicroUsd: Number(values[2 * index + 1] ?? 0),
      }));
    },
    async freeLeasesOf(dead) {
      let freed = 0;
      for (const group of await groups()) freed += await freeLeases(group, dead);
      return freed;
    },
    async sweep() {
      let lapsed = 0;
      for (const group of await groups()) {
        lapsed += Number(await run(sweepScript, settlingKeys(prefix, group), MOST_AT_ONCE));
      }
      return lapsed;
    },
  };
}

function describeNeed(owner: string, need: CallNeed, configured: Limits | undefined): string {
  return JSON.stringify(
    {
      owner,
      group: need.group,
      kind: need.kind,
      rpm: configured?.rpm ?? 0,
      itpm: configured?.itpm ?? 0,
      otpm: configured?.otpm ?? 0,
      input: need.inputTokens,
      most_output: need.maxOutputTokens,
      input_cost: need.inputCostMicroUsd,
      output_cost: need.outputMicroUsdPerToken,
      lease_ms: need.leaseMs,
      rank: need.rank ?? 0,
      batched: need.batched !== undefined,
      chance: Math.random(),
      budgets: need.budgets.map(({ key, capMicroUsd, ttlS }) => ({
        key,
        cap: capMicroUsd,
        ttl_ms: ttlS * 1000,
      })),
    },
    finite,
  );
}

function describeSettlement({ seen, ...settlement }: Settlement): string {
  return JSON.stringify(
    {
      kind: settlement.kind,
      outcome: settlement.outcome,
      input: settlement.inputTokens,
      output: settlement.outputTokens,
      cost: settlement.costMicroUsd,
      stream_ms: settlement.streamMs ?? 0,
      limits: seen?.limits ?? {},
      remaining: {
        requests: seen?.remaining.requests,
        input: seen?.remaining.inputTokens,
        output: seen?.remaining.outputTokens,
      },
    },
    finite,
  );
}

/**
 * As JSON, what is no number is nothing, at which the script would stop, for all calls that it runs for.
 * @throws TypeError
 */
function finite(name: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new TypeError(`${name} is ${value}`);
  return value;
}

function readReply(
  reply: unknown,
  group: string,
  id: string,
  ticket: string,
): Reservation | Refusal {
  const [granted, ms, ...rest] = Array.isArray(reply) ? Array.from<unknown>(reply) : [];
  if (granted === 1) {
    const [expectedOutputTokens, expectedCostMicroUsd, reservedMicroUsd] = rest.map(Number);
    return {
      id,
      group,
      waitMs: Number(ms),
      expectedOutputTokens: expectedOutputTokens ?? 0,
      expectedCostMicroUsd: expectedCostMicroUsd ?? 0,
      reservedMicroUsd: reservedMicroUsd ?? 0,
    };
  }
  const [code, detail, budgetKey] = rest.map(String);
  return {
    retryInMs: Number(ms),
    code: code !== undefined && isFailureCode(code) ? code : null,
    detail: detail === undefined || detail === '' ? null : detail,
    ...(budgetKey === undefined || budgetKey === '' ? {} : { budgetKey }),
    ticket,
  };
}
