import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { laneKey, lanesKey } from './keys.ts';
import { createOutputEstimate } from './output-estimate.ts';

/** What a model group may use in a minute. */
export interface Limits {
  readonly rpm: number;
  readonly itpm: number;
  readonly otpm: number;
}

/** Limits as response headers tell them; one that they do not name is undefined. */
export type SeenLimits = { readonly [Name in keyof Limits]: Limits[Name] | undefined };

/** The lowest published tier, "Start" (rate limits page, 2026-10-08): where nothing better is known. */
const START_TIER: Limits = { rpm: 1_000, itpm: 2_000_000, otpm: 400_000 };
/** Seconds of the limit that a rested bucket gives out at once; the server's own is not published. */
const BURST_S = 1;
/** Bookings this far ahead make a queue in Redis instead of a herd that keeps asking. */
const LONGEST_BOOKED_MS = 3_000;

export interface CallNeed {
  /** The model's limit group. */
  readonly group: string;
  /** Known before the call: the picture's tokens and the prompt's. */
  readonly inputTokens: number;
  /** What kind of work it is; output is predicted per kind from what such work used before. */
  readonly kind: string;
}

export interface Reservation {
  /** Wait this long, then call. */
  readonly waitMs: number;
  /** Books what was really used, so that the next calls know. */
  settle(used: { readonly inputTokens: number; readonly outputTokens: number }): Promise<void>;
  /** Gives everything back: the call was not made, or was refused without charge. */
  release(): Promise<void>;
}

export interface Refusal {
  /** Ask again after this long. */
  readonly retryInMs: number;
  /** What holds the lane up, where it is more than a full bucket. */
  readonly code: string | null;
}

export interface Hold {
  readonly group: string;
  readonly code: string;
  readonly detail: string;
  readonly forMs: number;
  /** A halt waits for somebody to mend something; a pause ends by itself. */
  readonly isHalt: boolean;
}

/** How much of a group's limits is left now. Below zero: booked ahead. */
export interface Levels {
  readonly group: string;
  readonly limits: Limits;
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** The provider's limits, shared by every process through Redis. */
export interface Limiter {
  reserve(need: CallNeed): Promise<Reservation | Refusal>;
  /** Takes what response headers say; limits that were configured stand. */
  learn(group: string, seen: SeenLimits): void;
  hold(hold: Hold): Promise<void>;
  /** The pauses and halts in force. */
  holds(): Promise<readonly Hold[]>;
  /** The levels of every group that was ever called. */
  levels(): Promise<readonly Levels[]>;
  /** Ends every hold. */
  resume(): Promise<void>;
}

/** @param configured limits by group, from QUIRE_LIMITS */
export function createLimiter(
  redis: Redis,
  prefix: string,
  configured: Readonly<Record<string, Limits>>,
): Limiter {
  const learned = new Map<string, Limits>();
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
    async reserve({ group, inputTokens, kind }) {
      await enlist(group);
      const { rpm, itpm, otpm } = limitsOf(group);
      const expected = estimate.of(kind);
      const key = laneKey(prefix, group);
      const values = [rpm, itpm, otpm, BURST_S, inputTokens, expected, LONGEST_BOOKED_MS];
      const [granted, ms, code] = await run(redis, 'reserve-1', key, values);
      if (granted !== 1)
        return {
          retryInMs: Number(ms),
          code: typeof code === 'string' && code !== '' ? code : null,
        };
      const giveBack = async (requests: number, input: number, output: number): Promise<void> => {
        await run(redis, 'settle-1', key, [requests, input, output]);
      };
      return {
        waitMs: Number(ms),
        async settle(used) {
          estimate.learn(kind, used.outputTokens);
          await giveBack(0, inputTokens - used.inputTokens, expected - used.outputTokens);
        },
        release: () => giveBack(1, inputTokens, expected),
      };
    },
    learn(group, { rpm, itpm, otpm }) {
      const known = limitsOf(group);
      learned.set(group, {
        rpm: rpm ?? known.rpm,
        itpm: itpm ?? known.itpm,
        otpm: otpm ?? known.otpm,
      });
    },
    async hold({ group, code, detail, forMs, isHalt }) {
      await enlist(group);
      await run(redis, 'hold-1', laneKey(prefix, group), [forMs, code, detail, isHalt ? 1 : 0]);
    },
    async holds() {
      const lanes = await readLanes(redis, prefix);
      const holds = lanes.map(({ group, fields, nowMs }) => ({
        group,
        code: fields['code'] ?? '',
        detail: fields['detail'] ?? '',
        forMs: Math.round(Number(fields['until'] ?? 0) - nowMs),
        isHalt: fields['halted'] === '1',
      }));
      return holds.filter(({ forMs }) => forMs > 0);
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
