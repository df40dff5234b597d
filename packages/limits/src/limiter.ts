import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isFailureCode } from '@quire/domain';
import type { Redis } from 'ioredis';
import type { Limiter, Limits } from './face.ts';
import { laneKey, lanesKey } from './keys.ts';
import { createOutputEstimate } from './output-estimate.ts';

/** The lowest published tier, "Start" (rate limits page, 2026-10-08): where nothing better is known. */
const START_TIER: Limits = { rpm: 1_000, itpm: 2_000_000, otpm: 400_000 };
/** Seconds of the limit that a rested bucket gives out at once; the server's own is not published. */
const BURST_S = 1;
/** Bookings this far ahead make a queue in Redis instead of a herd that keeps asking. */
const LONGEST_BOOKED_MS = 3_000;

/** Where the provider names no time: an overload lasts minutes, and asking each 10 s harms nobody. */
const PAUSE_MS = 10_000;
/** A provider that asks for an hour is asked again after five minutes: limits are lifted by hand. */
const LONGEST_PAUSE_MS = 300_000;
/** How long a halt lies still before one more call probes whether somebody has mended its cause. */
const HALT_MS = 60_000;

interface Booked {
  readonly inputTokens: number;
  readonly expected: number;
}

/**
 * @param owner names this process, so that its leases can be freed when it is known dead
 * @param configured limits by group, from QUIRE_LIMITS
 */
export function createLimiter(
  redis: Redis,
  prefix: string,
  owner: string,
  configured: Readonly<Record<string, Limits>>,
): Limiter {
  const learned = new Map<string, Limits>();
  const booked = new Map<string, Booked>();
  const estimate = createOutputEstimate();
  const enlisted = new Set<string>();
  /** Puts a group on the list of lanes, once in this process's life. */
  const enlist = async (group: string): Promise<void> => {
    if (enlisted.has(group)) return;
    await redis.sadd(lanesKey(prefix), group);
    enlisted.add(group);
  };
  const limitsOf = (group: string): Limits => configured[group] ?? learned.get(group) ?? START_TIER;

  return {
    async reserve(need) {
      const { group, inputTokens, kind, ticket = randomUUID() } = need;
      await enlist(group);
      const { rpm, itpm, otpm } = limitsOf(group);
      const expected = estimate.of(kind);
      const key = laneKey(prefix, group);
      const values = [rpm, itpm, otpm, BURST_S, inputTokens, expected, LONGEST_BOOKED_MS];
      const [granted, ms, code] = await run(redis, 'reserve-1', key, values);
      if (granted !== 1) {
        const held = typeof code === 'string' && isFailureCode(code) ? code : null;
        return { retryInMs: Number(ms), code: held, detail: null, ticket };
      }
      const id = `${owner}~${randomUUID()}`;
      booked.set(id, { inputTokens, expected });
      const cost = Math.ceil(need.inputCostMicroUsd + expected * need.outputMicroUsdPerToken);
      return {
        id,
        group,
        waitMs: Number(ms),
        expectedOutputTokens: expected,
        expectedCostMicroUsd: cost,
        reservedMicroUsd: cost,
      };
    },
    async settle({ reservationId, group, kind, outcome, inputTokens, outputTokens, seen }) {
      if (seen !== null) {
        const known = limitsOf(group);
        const { rpm = known.rpm, itpm = known.itpm, otpm = known.otpm } = seen.limits;
        learned.set(group, { rpm, itpm, otpm });
      }
      const was = booked.get(reservationId);
      if (was === undefined) return;
      booked.delete(reservationId);
      const key = laneKey(prefix, group);
      if (outcome === 'released')
        await run(redis, 'settle-1', key, [1, was.inputTokens, was.expected]);
      if (outcome !== 'used') return;
      estimate.learn(kind, outputTokens);
      await run(redis, 'settle-1', key, [
        0,
        was.inputTokens - inputTokens,
        was.expected - outputTokens,
      ]);
    },
    async hold({ group, code, detail, kind, retryAfterMs }) {
      await enlist(group);
      const isHalt = kind === 'halt';
      const forMs = isHalt ? HALT_MS : Math.min(retryAfterMs ?? PAUSE_MS, LONGEST_PAUSE_MS);
      const values = [forMs, code, detail, isHalt ? 1 : 0];
      const [ms] = await run(redis, 'hold-1', laneKey(prefix, group), values);
      return Number(ms);
    },
    async holds() {
      const lanes = await readLanes(redis, prefix);
      return lanes.flatMap(({ group, fields, nowMs }) => {
        const { code = '', detail = '', since = 0, until = 0, halted } = fields;
        const forMs = Math.round(Number(until) - nowMs);
        if (forMs <= 0 || !isFailureCode(code)) return [];
        const isHalt = halted === '1';
        return {
          group,
          code,
          detail,
          isHalt,
          sinceMs: Number(since),
          untilMs: Number(until),
          forMs,
        };
      });
    },
    async levels() {
      const lanes = await readLanes(redis, prefix);
      return lanes.map(({ group, fields, nowMs }) => {
        const limits = limitsOf(group);
        const elapsedS = Math.max(0, nowMs - Number(fields['at'] ?? nowMs)) / 1000;
        // As in reserve-1.lua: refilled since, and no fuller than a burst.
        const level = (stored: string | undefined, perMinute: number): number => {
          const capacity = Math.max((perMinute / 60) * BURST_S, 1);
          const now = Number(stored ?? capacity) + (perMinute / 60) * elapsedS;
          return Math.round(Math.min(now, capacity));
        };
        return {
          group,
          limits,
          requests: level(fields['requests'], limits.rpm),
          inputTokens: level(fields['input'], limits.itpm),
          outputTokens: level(fields['output'], limits.otpm),
        };
      });
    },
    async resume() {
      const groups = await redis.smembers(lanesKey(prefix));
      const fields = ['until', 'code', 'detail', 'halted'];
      await Promise.all(groups.map((group) => redis.hdel(laneKey(prefix, group), ...fields)));
    },
    budgets: (keys) =>
      Promise.resolve(keys.map((key) => ({ key, spentMicroUsd: 0, reservedMicroUsd: 0 }))),
    freeLeasesOf: () => Promise.resolve(0),
    sweep: () => Promise.resolve(0),
  };
}

interface Lane {
  readonly group: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Redis' own clock when they were read. */
  readonly nowMs: number;
}

async function readLanes(redis: Redis, prefix: string): Promise<Lane[]> {
  const groups = await redis.smembers(lanesKey(prefix));
  const [seconds, microseconds] = await redis.time();
  const nowMs = Number(seconds) * 1000 + Number(microseconds) / 1000;
  const read = async (group: string): Promise<Lane> => {
    return { group, fields: await redis.hgetall(laneKey(prefix, group)), nowMs };
  };
  return Promise.all(groups.toSorted().map(read));
}

const sources = new Map<string, string>();

/** Runs a script of this package by EVAL: they are short, and Redis keeps what it has compiled. */
async function run(
  redis: Redis,
  name: string,
  key: string,
  values: readonly (string | number)[],
): Promise<unknown[]> {
  let source = sources.get(name);
  if (source === undefined) {
    source = readFileSync(new URL(`scripts/${name}.lua`, import.meta.url), 'utf8');
    sources.set(name, source);
  }
  const reply: unknown = await redis.eval(source, 1, key, ...values);
  return Array.isArray(reply) ? Array.from<unknown>(reply) : [reply];
}
