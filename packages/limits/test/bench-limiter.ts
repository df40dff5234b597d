import { Redis } from 'ioredis';
import { startPrivateRedis } from '@quire/testkit';
import {
  type CallNeed,
  createLimiter,
  type Limiter,
  type Limits,
  type Refusal,
  type Reservation,
  type Settlement,
} from '../src/index.ts';
import { laneKey } from '../src/keys.ts';
import { readLaneFields } from '../src/read-lanes.ts';

export const GROUP = 'claude-haiku-5-5';
export const AMPLE: Limits = { rpm: 600_000, itpm: 600_000_000, otpm: 600_000_000 };

/** A real Redis, and limiters on it by a clock that stands until it is told to go. */
export interface Bench {
  readonly redis: Redis;
  readonly url: string;
  limiter(limits?: Partial<Limits>, owner?: string): Limiter;
  /** Limiters that have to learn their limits. */
  learning(owner?: string): Limiter;
  pass(ms: number): void;
  nowMs(): number;
  lane(): Promise<Readonly<Record<string, string>>>;
  /** Keys of reservations, waiting and lapsed ones, and of the line: nothing may be left of them. */
  leftovers(): Promise<Readonly<Record<string, number>>>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

export async function openBench(): Promise<Bench> {
  const server = await startPrivateRedis();
  const redis = new Redis(server.url);
  let nowMs = 1_700_000_000_000;
  const clock = (): number => nowMs;
  return {
    redis,
    url: server.url,
    limiter: (limits = {}, owner = 'one') =>
      createLimiter(redis, 'test', owner, { [GROUP]: { ...AMPLE, ...limits } }, clock),
    learning: (owner = 'one') => createLimiter(redis, 'test', owner, {}, clock),
    pass(ms) {
      nowMs += ms;
    },
    nowMs: clock,
    lane: () => readLaneFields(redis, laneKey('test', GROUP)),
    async leftovers() {
      const names = ['leases', 'lapsed', 'turns', 'line', 'line-ends'];
      const counts = await Promise.all(
        names.map((name) => redis.zcard(`test:{limits}:${name}:${GROUP}`)),
      );
      const booked = await redis.hlen(`test:{limits}:booked:${GROUP}`);
      return { ...Object.fromEntries(names.map((name, at) => [name, counts[at] ?? 0])), booked };
    },
    async clear() {
      await redis.flushall();
      nowMs += 3_600_000;
    },
    async close() {
      redis.disconnect();
      await server.stop();
    },
  };
}

export const need: CallNeed = {
  group: GROUP,
  kind: 'transcribe',
  inputTokens: 1_000,
  maxOutputTokens: 16_000,
  inputCostMicroUsd: 100,
  outputMicroUsdPerToken: 0.5,
  budgets: [],
  leaseMs: 150_000,
};

export function granted(answer: Reservation | Refusal): Reservation {
  if ('waitMs' in answer) return answer;
  throw new Error(`refused for ${answer.retryInMs} ms: ${answer.code} ${answer.detail}`);
}

export function refused(answer: Reservation | Refusal): Refusal {
  if ('retryInMs' in answer) return answer;
  throw new Error(`granted after ${answer.waitMs} ms`);
}

/** The settlement of a call that was answered: 900 tokens in ten seconds unless told. */
export function used({ id, group }: Reservation, told: Partial<Settlement> = {}): Settlement {
  return {
    reservationId: id,
    group,
    kind: need.kind,
    outcome: 'used',
    inputTokens: need.inputTokens,
    outputTokens: 900,
    costMicroUsd: 550,
    streamMs: 10_000,
    seen: null,
    ...told,
  };
}

export const released = (reservation: Reservation): Settlement =>
  used(reservation, {
    outcome: 'released',
    inputTokens: 0,
    outputTokens: 0,
    costMicroUsd: 0,
    streamMs: null,
  });
