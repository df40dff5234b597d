import type { Redis } from 'ioredis';
import { activeKey, sweeperKey } from './keys.ts';

/** Documents that have not ended, for whoever looks after them. */
export interface ActiveDocuments {
  /** Those not looked after since `beforeMs`, longest first. */
  untouchedSince(beforeMs: number, limit: number): Promise<string[]>;
  touch(documentId: string, nowMs: number): Promise<void>;
  remove(documentId: string): Promise<void>;
  count(): Promise<number>;
  /** Takes the sweeper's turn for a while. @returns false while another process has it */
  takeTurn(owner: string, forMs: number): Promise<boolean>;
}

export function createActiveDocuments(redis: Redis, prefix: string): ActiveDocuments {
  const key = activeKey(prefix);
  return {
    untouchedSince: (beforeMs, limit) =>
      redis.zrange(key, '-inf', `(${beforeMs}`, 'BYSCORE', 'LIMIT', 0, limit),
    async touch(documentId, nowMs) {
      // XX: a document that ended meanwhile must not come back.
      await redis.zadd(key, 'XX', nowMs, documentId);
    },
    async remove(documentId) {
      await redis.zrem(key, documentId);
    },
    count: () => redis.zcard(key),
    async takeTurn(owner, forMs) {
      const taken = await redis.set(sweeperKey(prefix), owner, 'PX', forMs, 'NX');
      if (taken === 'OK') return true;
      return (await redis.get(sweeperKey(prefix))) === owner;
    },
  };
}
