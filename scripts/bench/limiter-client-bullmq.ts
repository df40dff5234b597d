import { once } from 'node:events';
import { Worker } from '@quire/queues/bare-bullmq';
import { callStandIn, drawTokens, retryAfterMs } from './limiter-call.ts';
import { type ClientSettings, world } from './limiter-world.ts';

/**
 * BullMQ's own limiter, by count: it is told the true mean of the answers. A refusal stops the queue
 * for as long as it asks, as its documentation advises.
 */
export async function work(settings: ClientSettings, signal: AbortSignal): Promise<void> {
  const { url, redisUrl, prefix, concurrency, sigma } = settings;
  const { hostname, port } = new URL(redisUrl);
  const worker: Worker = new Worker(
    'calls',
    async () => {
      const answered = await callStandIn(url, drawTokens(sigma));
      if (answered.status === 200) return;
      await worker.rateLimit(retryAfterMs(answered.headers));
      throw Worker.RateLimitError();
    },
    {
      prefix,
      concurrency,
      connection: { host: hostname, port: Number(port), maxRetriesPerRequest: null },
      limiter: { max: Math.round(world.limits.otpm / 60 / world.meanTokens), duration: 1_000 },
      lockDuration: 10_000,
      stalledInterval: 5_000,
      maxStalledCount: 1_000,
      removeOnComplete: { count: 0 },
    },
  );
  await once(signal, 'abort');
  await worker.close(true);
}
