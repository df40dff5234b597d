import { ApiError, GroupLimiter } from '@quire/claude-sim';
import type { SeenLimits } from '@quire/domain';
import type { Redis } from 'ioredis';
import { type CallNeed, createLimiter, type Limiter, type Limits } from '../src/index.ts';
import { laneKey, ownersKey } from '../src/keys.ts';
import { readLaneFields } from '../src/read-lanes.ts';
import { createQueue } from './event-queue.ts';
import { randomFrom } from './random-from.ts';

/** A world in which minutes pass in seconds: real scripts on a real Redis, by a clock of its own. */
export interface World {
  readonly limits: Limits;
  /** Seconds of a limit that the provider gives at once. */
  readonly burstS: number;
  readonly processes: number;
  /** Calls that one process has in hand, waiting or in flight. */
  readonly concurrency: number;
  readonly meanTokens: number;
  readonly sigma: number;
  readonly tokensPerS: number;
  readonly latencyMs: number;
  readonly inputTokens: number;
  /** How long it runs; measured from `warmUpS` on. */
  readonly lengthS: number;
  readonly warmUpS: number;
  /** One process is killed so often; another takes its place at once. */
  readonly killEveryS?: number;
  /** Share of the output limit that others draw, from a moment on. */
  readonly foreign?: { readonly share: number; readonly fromS: number };
  /** All limits are halved at this moment. */
  readonly halvedAtS?: number;
  /** Whether the limiter is told the limits, or has to learn them. */
  readonly isConfigured?: boolean;
  readonly seed?: number;
  readonly onSecond?: (
    s: number,
    report: ReturnType<GroupLimiter['report']>,
    lane: Record<string, string>,
  ) => void;
}

export interface Run {
  /** Drawn by us, as a share of what the provider had for us. */
  readonly used: number;
  /** Ran over while the bucket was full, as a share of the same: nobody can draw it any more. */
  readonly lost: number;
  readonly answers: number;
  readonly rejected: number;
  readonly asks: number;
  /** Answers of each process. */
  readonly byProcess: readonly number[];
  /** Rejections at which second. */
  readonly rejectedAtS: readonly number[];
}

const GROUP = 'group';
/** As in `show-alive.ts`. */
const BEAT_MS = 300;
const START_MS = 1_700_000_000_000;

/** Runs a world on an empty Redis. */
export async function simulate(redis: Redis, world: World): Promise<Run> {
  const random = randomFrom(world.seed ?? 1);
  let nowMs = START_MS;
  const provider = new GroupLimiter(
    GROUP,
    world.limits,
    { burstS: world.burstS, rampFloorItpm: undefined },
    nowMs,
  );
  const events = createQueue();
  const at = (ms: number, act: () => Promise<void> | void): void => events.add(nowMs + ms, act);
  const configured = world.isConfigured === false ? {} : { [GROUP]: world.limits };
  const clock = (): number => Math.floor(nowMs);
  const limiterOf = (owner: string): Limiter =>
    createLimiter(redis, 'sim', owner, configured, clock);
  const warmAtMs = START_MS + world.warmUpS * 1000;
  const endMs = START_MS + world.lengthS * 1000;
  let [drawn, answers, rejected, asks] = [0, 0, 0, 0];
  const rejectedAtS: number[] = [];
  const byProcess = Array.from({ length: world.processes }, () => 0);
  const need: CallNeed = {
    group: GROUP,
    kind: 'any',
    inputTokens: world.inputTokens,
    maxOutputTokens: 16_000,
    inputCostMicroUsd: 10,
    outputMicroUsdPerToken: 0.5,
    budgets: [],
    leaseMs: 150_000,
  };
  /** Tokens of a stream that were drawn while we measure. */
  const drawnWithin = (fromMs: number, tokens: number): number => {
    const lastMs = fromMs + (tokens / world.tokensPerS) * 1000;
    const within = Math.max(0, Math.min(lastMs, endMs) - Math.max(fromMs, warmAtMs));
    return (within * world.tokensPerS) / 1000;
  };

  const lives = new Map<number, number>();
  const begin = (process: number): void => {
    const life = (lives.get(process) ?? 0) + 1;
    lives.set(process, life);
    const limiter = limiterOf(`p${process}.${life}`);
    const isAlive = (): boolean => lives.get(process) === life;
    // By this clock the limiter's own timer is none.
    const beat = async (): Promise<void> => {
      if (!isAlive()) return;
      await redis.zadd(ownersKey('sim', GROUP), clock(), `p${process}.${life}`);
      at(BEAT_MS, beat);
    };
    at(BEAT_MS, beat);
    for (let worker = 0; worker < world.concurrency; worker += 1) {
      at(random() * 20, () => ask(limiter, isAlive, process));
    }
  };

  async function ask(
    limiter: Limiter,
    isAlive: () => boolean,
    process: number,
    ticket?: string,
  ): Promise<void> {
    if (!isAlive()) return;
    asks += 1;
    const answer = await limiter.reserve({ ...need, ticket });
    if ('retryInMs' in answer) {
      // A timer is late, and Redis takes its time.
      at(answer.retryInMs + 1 + random() * 8, () => ask(limiter, isAlive, process, answer.ticket));
      return;
    }
    at(answer.waitMs + 1 + random() * 10, () => call(limiter, isAlive, process, answer.id));
  }

  async function call(
    limiter: Limiter,
    isAlive: () => boolean,
    process: number,
    id: string,
  ): Promise<void> {
    if (!isAlive()) return;
    const settled = { reservationId: id, group: GROUP, kind: need.kind, costMicroUsd: 400 };
    try {
      provider.admit(world.inputTokens, nowMs);
    } catch (error) {
      if (nowMs >= warmAtMs) {
        rejected += 1;
        rejectedAtS.push(Math.round((nowMs - START_MS) / 1000));
      }
      const headers = headersOf(error);
      const retryAfterMs = Number(headers['retry-after']) * 1000;
      at(3, async () => {
        if (!isAlive()) return;
        await limiter.settle({
          ...settled,
          outcome: 'released',
          inputTokens: 0,
          outputTokens: 0,
          streamMs: null,
          seen: seenIn(headers),
        });
        const code = 'claude_rate_limited';
        await limiter.hold({ group: GROUP, code, detail: '', kind: 'pause', retryAfterMs });
        at(retryAfterMs + random() * 500, () => ask(limiter, isAlive, process));
      });
      return;
    }
    const tokens = Math.max(1, Math.min(16_000, Math.round(logNormal() * world.meanTokens)));
    const latencyMs = world.latencyMs * (0.7 + random() * 0.6);
    const production = {
      fromMs: nowMs + latencyMs,
      tokens,
      thinkingTokens: 0,
      tokensPerSecond: world.tokensPerS,
    };
    provider.produce(production);
    drawn += drawnWithin(production.fromMs, tokens);
    const sentAtMs = nowMs;
    // The headers are written when the answer begins, and arrive when it is whole.
    let seen: SeenLimits | null = null;
    at(latencyMs, () => {
      seen = seenIn(provider.headers(nowMs));
    });
    at(latencyMs + (tokens / world.tokensPerS) * 1000 + 2 + random() * 4, async () => {
      if (!isAlive()) return;
      if (nowMs >= warmAtMs) {
        answers += 1;
        byProcess[process] = (byProcess[process] ?? 0) + 1;
      }
      await limiter.settle({
        ...settled,
        outcome: 'used',
        inputTokens: world.inputTokens,
        outputTokens: tokens,
        streamMs: nowMs - sentAtMs,
        seen,
      });
      at(random() * 5, () => ask(limiter, isAlive, process));
    });
  }

  const logNormal = (): number => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.exp(world.sigma * normal - world.sigma ** 2 / 2);
  };

  for (let process = 0; process < world.processes; process += 1) begin(process);
  const kill = (process: number): void => {
    lives.set(process, (lives.get(process) ?? 0) + 1);
    at(50, () => begin(process));
  };
  const { killEveryS, foreign, halvedAtS, limits } = world;
  if (killEveryS !== undefined) {
    for (let s = killEveryS, n = 0; s < world.lengthS; s += killEveryS, n += 1) {
      at(s * 1000, () => kill(n % world.processes));
    }
  }
  if (foreign !== undefined) {
    at(foreign.fromS * 1000, () =>
      provider.setForeign(
        {
          otpm: limits.otpm * foreign.share,
          itpm: limits.itpm * foreign.share,
          rpm: limits.rpm * foreign.share,
        },
        nowMs,
      ),
    );
  }
  if (halvedAtS !== undefined) {
    const half = { rpm: limits.rpm / 2, itpm: limits.itpm / 2, otpm: limits.otpm / 2 };
    at(halvedAtS * 1000, () => provider.setLimits(half, world.burstS, nowMs));
  }
  if (world.onSecond !== undefined) {
    for (let s = 0; s < world.lengthS; s += 1) {
      at(s * 1000, async () => {
        const lane = await readLaneFields(redis, laneKey('sim', GROUP));
        world.onSecond?.(s, provider.report(nowMs), lane);
      });
    }
  }

  let missingAtStart = 0;
  at(world.warmUpS * 1000, () => {
    missingAtStart = provider.report(nowMs).output.deficit;
  });
  for (let next = events.take(); next !== undefined && next.atMs < endMs; next = events.take()) {
    nowMs = next.atMs;
    await next.act();
  }
  const fullS = (halvedAtS ?? world.lengthS) - world.warmUpS;
  const halfS = world.lengthS - (halvedAtS ?? world.lengthS);
  const share = 1 - (foreign?.share ?? 0);
  const had = (limits.otpm / 60) * (fullS + halfS / 2) * share;
  const missing = provider.report(endMs).output.deficit - missingAtStart;
  const lost = (had - drawn + missing) / had;
  return { used: drawn / had, lost, answers, rejected, asks, byProcess, rejectedAtS };
}

function seenIn(headers: Readonly<Record<string, string>>): SeenLimits {
  const number = (name: string): number => Number(headers[`anthropic-ratelimit-${name}`]);
  return {
    limits: {
      rpm: number('requests-limit'),
      itpm: number('input-tokens-limit'),
      otpm: number('output-tokens-limit'),
    },
    remaining: {
      requests: number('requests-remaining'),
      inputTokens: number('input-tokens-remaining'),
      outputTokens: number('output-tokens-remaining'),
    },
  };
}

function headersOf(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof ApiError)) throw error;
  return error.headers;
}
