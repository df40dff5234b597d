import type { Redis } from 'ioredis';
import type { QueueName } from './queue-table.ts';

/** Sorted set: owners that were seen to be dead, by when. */
export const deadWorkersKey = (prefix: string, queue: QueueName): string =>
  `${prefix}:workers:${queue}:dead`;

/** Whether a worker is known to be dead: seen to stand still by another, and not heard of since. */
export interface Liveness {
  isDead(owner: string): Promise<boolean>;
}

export function createLiveness(redis: Redis, prefix: string, queue: QueueName): Liveness {
  return {
    isDead: async (owner) => (await redis.zscore(deadWorkersKey(prefix, queue), owner)) !== null,
  };
}
