import type { Redis } from 'ioredis';
import { documentKeys } from './keys.ts';
import { loadScript } from './script.ts';

const removeOwed = loadScript('remove-owed-1');

/** A job that a document's scripts wrote down to be enqueued. */
export interface OutboxEntry {
  /** Name of the queue. */
  readonly queue: string;
  /** The job's payload, as JSON. */
  readonly payload: string;
}

/** What documents owe to queues. An entry stays until it is known to be enqueued. */
export interface Outbox {
  entries(documentId: string): Promise<OutboxEntry[]>;
  remove(documentId: string, entry: OutboxEntry): Promise<void>;
}

export function createOutbox(redis: Redis, prefix: string): Outbox {
  return {
    async entries(documentId) {
      const fields = await redis.hgetall(documentKeys(prefix, documentId).outbox);
      return Object.entries(fields).map(([queue, payload]) => ({ queue, payload }));
    },
    async remove(documentId, { queue, payload }) {
      const { outbox } = documentKeys(prefix, documentId);
      await removeOwed.run(redis, [outbox], [queue, payload]);
    },
  };
}
