import type { Redis } from 'ioredis';
import type { QueueName } from './queue-table.ts';

/** A worker that dies once in a while under a long job is no poison: after this it is forgotten. */
const FORGET_S = 72 * 3_600;

/**
 * How many workers died, or stood still, with a job in their hands. BullMQ's own counter never
 * forgets, so a document that lives through a few deploys would count as poison.
 */
export interface PoisonCount {
  add(jobId: string): Promise<void>;
  of(jobId: string): Promise<number>;
  clear(jobId: string): Promise<void>;
}

export function createPoisonCount(redis: Redis, prefix: string, queue: QueueName): PoisonCount {
  const keyOf = (jobId: string): string => `${prefix}:poison:${queue}:${jobId}`;
  return {
    async add(jobId) {
      await redis.incr(keyOf(jobId));
      await redis.expire(keyOf(jobId), FORGET_S);
    },
    of: async (jobId) => Number(await redis.get(keyOf(jobId))),
    async clear(jobId) {
      await redis.del(keyOf(jobId));
    },
  };
}
