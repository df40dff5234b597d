import type { Redis } from 'ioredis';
import { GatheringRedis } from './gathering-redis.ts';
import type { Logger } from './log.ts';

/**
 * A connection that saw no answer for this long is thrown away: behind a load balancer that forgot
 * it, it would hang for ever without an error. Must exceed the 10 s for which workers block.
 */
const SILENT_MS = 15_000;

export interface RedisOptions {
  /**
   * `wait` for workers: commands wait until Redis is back. `fail` for whoever has a client waiting:
   * a command that cannot be answered within two seconds is an error.
   */
  readonly whenAway: 'wait' | 'fail';
  /** Least time between two writes, as of a GatheringRedis. @default 0 */
  readonly gatherMs?: number;
}

/** Connects to Redis and returns once it has answered. Until then it says every 5 s what it waits for. */
export async function connectRedis(
  url: string,
  log: Logger,
  { whenAway, gatherMs = 0 }: RedisOptions,
): Promise<Redis> {
  const redis = new GatheringRedis(url, {
    maxRetriesPerRequest: null,
    socketTimeout: SILENT_MS,
    // A Redis that reads its log after a restart guesses how long that takes, and at first guesses
    // wildly: asking again each second beats waiting for its guess.
    maxLoadingRetryTime: 1_000,
    retryStrategy: (tries) => Math.min(tries * 100, 2_000) * (0.75 + Math.random() / 2),
    enableOfflineQueue: true,
  });
  redis.gatherMs = gatherMs;
  let lastSaidAt = 0;
  redis.on('error', (error: Error) => {
    // Every reconnect reports: once in 5 s is enough to know that Redis is away, and why.
    if (performance.now() - lastSaidAt < 5_000 && lastSaidAt > 0) return;
    lastSaidAt = performance.now();
    log.warn({ err: error }, 'Redis does not answer; trying again');
  });
  await redis.ping();
  if (whenAway === 'fail') {
    redis.options.enableOfflineQueue = false;
    redis.options.commandTimeout = 1_900;
  }
  return redis;
}
