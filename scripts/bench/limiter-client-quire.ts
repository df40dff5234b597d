import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SeenLimits } from '@quire/domain';
import { type CallNeed, createLimiter, type Limiter, type Reservation } from '@quire/limits';
import { connectRedis, createLog } from '@quire/service';
import { callStandIn, drawTokens, inputFor, retryAfterMs } from './limiter-call.ts';
import { type ClientSettings, world } from './limiter-world.ts';

/** As `start-vision.ts` has it: what is asked for in that time is asked for together. */
const GATHER_MS = 50;

/** Our limiter, told neither the limits nor the length of answers. */
export async function work(settings: ClientSettings, signal: AbortSignal): Promise<void> {
  const { url, redisUrl, prefix, name, concurrency, sigma } = settings;
  const log = createLog('bench', 'silent');
  const redis = await connectRedis(redisUrl, log, { whenAway: 'wait', gatherMs: GATHER_MS });
  // What waits or settles after that is refused, which ends it.
  signal.addEventListener('abort', () => redis.disconnect(), { once: true });
  const limiter = createLimiter(redis, prefix, name, {});
  const one = async (): Promise<void> => {
    while (!signal.aborted) {
      const tokens = drawTokens(sigma);
      while (!(await callOnce(limiter, url, tokens, signal)));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, one));
}

/** @returns whether it was answered */
async function callOnce(
  limiter: Limiter,
  url: string,
  tokens: number,
  signal: AbortSignal,
): Promise<boolean> {
  const need: CallNeed = {
    group: world.model,
    kind: 'bench',
    inputTokens: inputFor(tokens),
    maxOutputTokens: 16_000,
    inputCostMicroUsd: inputFor(tokens) * 0.1,
    outputMicroUsdPerToken: 0.5,
    budgets: [],
    leaseMs: 150_000,
  };
  const { id } = await reserved(limiter, need, signal);
  const answered = await callStandIn(url, tokens);
  const isAnswered = answered.status === 200;
  await limiter.settle({
    reservationId: id,
    group: need.group,
    kind: need.kind,
    outcome: isAnswered ? 'used' : 'released',
    inputTokens: answered.inputTokens,
    outputTokens: answered.outputTokens,
    costMicroUsd: Math.round(need.inputCostMicroUsd + answered.outputTokens * 0.5),
    streamMs: isAnswered ? answered.tookMs : null,
    seen: seenIn(answered.headers),
  });
  if (!isAnswered) {
    await limiter.hold({
      group: need.group,
      code: 'claude_rate_limited',
      detail: 'refused',
      kind: 'pause',
      retryAfterMs: retryAfterMs(answered.headers),
    });
  }
  return isAnswered;
}

async function reserved(
  limiter: Limiter,
  need: CallNeed,
  signal: AbortSignal,
): Promise<Reservation> {
  for (let ticket: string | undefined; ;) {
    const answer = await limiter.reserve({ ...need, ticket });
    if ('waitMs' in answer) {
      await sleep(answer.waitMs, undefined, { signal });
      return answer;
    }
    ({ ticket } = answer);
    await limiter.waitOut(need.group, answer.retryInMs, signal);
  }
}

function seenIn(headers: IncomingHttpHeaders): SeenLimits {
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
