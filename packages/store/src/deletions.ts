import type { DeletedDocument } from '@quire/domain';
import type { Redis } from 'ioredis';
import { acceptedFrom } from './document-fields.ts';
import { activeKey, deletedKey, deletingKey, documentKeys, touchedKey } from './keys.ts';
import { loadScript } from './script.ts';

const deleteDocument = loadScript('delete-document-2', 'bell');

/** Documents that were deleted, until nothing of them is left. Every method may be repeated. */
export interface Deletions {
  /**
   * Deletes a document, whatever its status: no call is sent for it any more, and what comes back late
   * is booked and not kept. All else of it is for `eraseDocument`, and should that die, for the sweeper.
   * @returns false when there is no such document
   */
  delete(documentId: string, nowMs: number): Promise<boolean>;
  /** Whether a document was deleted within the last day, or is being. */
  isDeleted(documentId: string): Promise<boolean>;
  /** What is left of it; null when nothing is, or it was never deleted. */
  read(documentId: string): Promise<DeletedDocument | null>;
  /** Hashes of all pictures that answers of its pages are about, from calls or kept. */
  pictures(documentId: string): Promise<Set<string>>;
  /** Removes all that holds content, but for what says where the rest lies. */
  wipe(documentId: string): Promise<void>;
  /** Removes that as well: nothing of it can come back, and nobody looks after it any more. */
  finish(documentId: string): Promise<void>;
  /** Those that were neither deleted nor put off since `beforeMs` and are not finished, longest first. */
  pending(beforeMs: number, limit: number): Promise<string[]>;
  putOff(documentId: string, nowMs: number): Promise<void>;
}

/** Fields read in one command, a draft of some 4 kB at most among them. */
const CHUNK = 250;
/** An upload under the document's Idempotency-Key that was under way must not bring it back. */
const REMEMBERED_S = 86_400;

export function createDeletions(redis: Redis, prefix: string): Deletions {
  return {
    async delete(documentId, nowMs) {
      // First the sweeper's list: one that is not deleted after all is swept off it.
      await redis.zadd(deletingKey(prefix), nowMs, documentId);
      const keys = [documentKeys(prefix, documentId).document, deletedKey(prefix, documentId)];
      if ((await deleteDocument.run(redis, keys, [])) !== 1) return false;
      // Again, for one that stood still in between so long that it was swept off.
      await redis.zadd(deletingKey(prefix), nowMs, documentId);
      await redis.zrem(activeKey(prefix), documentId);
      return true;
    },
    pending: (beforeMs, limit) =>
      redis.zrange(deletingKey(prefix), '-inf', `(${beforeMs}`, 'BYSCORE', 'LIMIT', 0, limit),
    async putOff(documentId, nowMs) {
      await redis.zadd(deletingKey(prefix), 'XX', nowMs, documentId);
    },
    isDeleted: async (documentId) => (await redis.exists(deletedKey(prefix, documentId))) === 1,
    async read(documentId) {
      const key = deletedKey(prefix, documentId);
      // Once it is finished a string stands there.
      if ((await redis.type(key)) !== 'hash') return null;
      const { accepted, round } = await redis.hgetall(key);
      if (accepted === undefined) return null;
      const pages = await redis.lrange(documentKeys(prefix, documentId).order, 0, -1);
      return { ...acceptedFrom(accepted), rounds: Number(round ?? 1), pages: pages.map(Number) };
    },
    async pictures(documentId) {
      const { calls } = documentKeys(prefix, documentId);
      const found = new Set<string>();
      for await (const [, sent] of scanHash(redis, calls, '*:pictures')) {
        for (const sha256 of sent.split(' ')) found.add(sha256);
      }
      return found;
    },
    async wipe(documentId) {
      const keys = documentKeys(prefix, documentId);
      const { order, calls, claims, lapsed, owed } = keys;
      const all: string[] = Object.values({ ...keys });
      // By the last three, calls that are under way are booked, as those of any document that is gone.
      const wiped = all.filter((key) => ![order, calls, claims, lapsed, owed].includes(key));
      await redis.unlink(...wiped);
      for (const holding of ['*:draft', '*:arrived']) {
        for await (const [field] of scanHash(redis, calls, holding)) await redis.hdel(calls, field);
      }
    },
    async finish(documentId) {
      const { order, calls } = documentKeys(prefix, documentId);
      const key = deletedKey(prefix, documentId);
      if ((await redis.type(key)) === 'hash') {
        await redis.unlink(order, calls);
        await redis.set(key, '', 'EX', REMEMBERED_S);
        await redis.zrem(touchedKey(prefix), documentId);
      }
      await redis.zrem(deletingKey(prefix), documentId);
    },
  };
}

async function* scanHash(
  redis: Redis,
  key: string,
  pattern: string,
): AsyncGenerator<readonly [string, string]> {
  let cursor = '0';
  do {
    const [next, found] = await redis.hscan(key, cursor, 'MATCH', pattern, 'COUNT', CHUNK);
    for (let at = 0; at + 1 < found.length; at += 2) yield [found[at] ?? '', found[at + 1] ?? ''];
    cursor = next;
  } while (cursor !== '0');
}
