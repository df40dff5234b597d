import { setTimeout as sleep } from 'node:timers/promises';
import { callStandIn, drawTokens, retryAfterMs } from './limiter-call.ts';
import { type ClientSettings, world } from './limiter-world.ts';

/**
 * A share of the limit for each process, by count: it is told the true mean of the answers, and
 * starts its calls evenly. A refusal stops the whole process for as long as it asks.
 */
export async function work(settings: ClientSettings, signal: AbortSignal): Promise<void> {
  const { url, concurrency, sigma, processes } = settings;
  const everyMs = (60_000 * processes * world.meanTokens) / world.limits.otpm;
  let nextAt = performance.now() + Math.random() * everyMs;
  let stoppedUntil = 0;
  const turn = async (): Promise<void> => {
    for (;;) {
      const now = performance.now();
      const wait = Math.max(nextAt, stoppedUntil) - now;
      if (wait <= 0) {
        // What was missed is not made up for all at once.
        nextAt = Math.max(nextAt + everyMs, now - everyMs);
        return;
      }
      await sleep(wait, undefined, { signal });
    }
  };
  const one = async (): Promise<void> => {
    while (!signal.aborted) {
      const tokens = drawTokens(sigma);
      for (;;) {
        await turn();
        const answered = await callStandIn(url, tokens);
        if (answered.status === 200) break;
        stoppedUntil = performance.now() + retryAfterMs(answered.headers);
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, one));
}
