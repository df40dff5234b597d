import { hasEnded } from '@quire/domain';
import type { Redis } from 'ioredis';
import { isStatus } from './document-fields.ts';
import { activeKey, documentKeys, sweeperKey, touchedKey } from './keys.ts';

/** Documents that have not ended, for whoever looks after them. */
export interface ActiveDocuments {
  /** Those not looked after since `beforeMs`, longest first. */
  untouchedSince(beforeMs: number, limit: number): Promise<string[]>;
  touch(documentId: string, nowMs: number): Promise<void>;
  /** Takes a document that has ended off the list of those that wait; it is still looked after. */
  end(documentId: string): Promise<void>;
  /** Nobody looks after it any more: it has ended, and none of its calls is open. */
  remove(documentId: string): Promise<void>;
  count(): Promise<number>;
  /** The one that was accepted first. */
  oldest(): Promise<{ readonly documentId: string; readonly acceptedAtMs: number } | null>;
  /** Takes the sweeper's turn for a while. @returns false while another process has it */
  takeTurn(owner: string, forMs: number): Promise<boolean>;
}

export function createActiveDocuments(redis: Redis, prefix: string): ActiveDocuments {
  const active = activeKey(prefix);
  const touched = touchedKey(prefix);
  return {
    untouchedSince: (beforeMs, limit) =>
      redis.zrange(touched, '-inf', `(${beforeMs}`, 'BYSCORE', 'LIMIT', 0, limit),
    async touch(documentId, nowMs) {
      // XX: a document that ended meanwhile must not come back.
      await redis.zadd(touched, 'XX', nowMs, documentId);
    },
    async end(documentId) {
      await redis.zrem(active, documentId);
    },
    async remove(documentId) {
      await redis.zrem(active, documentId);
      await redis.zrem(touched, documentId);
      // Set going again a moment ago, it would be on no list, and wait unseen should anything die.
      const status = await redis.hget(documentKeys(prefix, documentId).document, 'status');
      if (!isStatus(status) || hasEnded(status)) return;
      await redis.zadd(touched, Date.now(), documentId);
      await redis.zadd(active, Date.now(), documentId);
    },
    count: () => redis.zcard(active),
    async oldest() {
      const [documentId, acceptedAtMs] = (
        await redis.zrange(active, '0', '0', 'WITHSCORES')
      ).flat();
      return documentId === undefined ? null : { documentId, acceptedAtMs: Number(acceptedAtMs) };
    },
    async takeTurn(owner, forMs) {
      const taken = await redis.set(sweeperKey(prefix), owner, 'PX', forMs, 'NX');
      if (taken === 'OK') return true;
      return (await redis.get(sweeperKey(prefix))) === owner;
    },
  };
}
