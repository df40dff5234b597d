import { setTimeout as sleep } from 'node:timers/promises';
import { callStandIn, drawTokens, retryAfterMs } from './limiter-call.ts';
import type { ClientSettings } from './limiter-world.ts';

/** No limiter: each worker calls as soon as it can, and waits as long as a refusal asks. */
export async function work(
  { url, concurrency, sigma }: ClientSettings,
  signal: AbortSignal,
): Promise<void> {
  const one = async (): Promise<void> => {
    while (!signal.aborted) {
      const tokens = drawTokens(sigma);
      for (;;) {
        const answered = await callStandIn(url, tokens);
        if (answered.status === 200) break;
        await sleep(retryAfterMs(answered.headers), undefined, { signal });
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, one));
}
