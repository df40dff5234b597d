import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { blobKeys, documentKeys } from './keys.ts';
import { loadScript } from './script.ts';

const addUser = loadScript('add-blob-user-3', 'blob');
const releaseBlob = loadScript('release-blob-2', 'blob');
const reviewBlob = loadScript('review-blob-2', 'blob');
const condemnBlob = loadScript('condemn-blob-2');
const forgetBlob = loadScript('forget-blob-3');

/** Whose a blob is that is about to be removed; `name` is used by nobody any more. */
interface Condemned {
  readonly name: string;
  readonly by: string;
  readonly sinceMs: number;
}

/**
 * Who uses which blob (docs/decisions/0016). A user is a document, by its id, or an upload; either is on
 * record before the bytes are, so that what has no user is used by nobody. Documents expire without a
 * word: each is looked at when it may have, and no sooner. All times are in milliseconds.
 */
export interface BlobUsers {
  /**
   * Finds the name under which an upload is to keep bytes of this hash, and makes it a user of that: the
   * hash itself, unless a blob of that name is being removed.
   */
  nameFor(sha256: string, upload: string, nowMs: number): Promise<string>;
  /**
   * Makes a document a user of what an upload has kept.
   * @returns false when the upload is no user any more, so that the bytes may be gone
   */
  keep(
    names: readonly string[],
    documentId: string,
    upload: string,
    nowMs: number,
  ): Promise<boolean>;
  /**
   * Says that the document is there: from now on it is a user for as long as it is, and no longer.
   * @returns false when it came so late that it was given up on
   */
  confirm(names: readonly string[], documentId: string, nowMs: number): Promise<boolean>;
  /** Makes a document a user that was accepted before there were any. @returns whether it was none */
  adopt(names: readonly string[], documentId: string, nowMs: number): Promise<boolean>;
  release(names: readonly string[], user: string, nowMs: number): Promise<void>;
  /** Blobs whose users are to be looked at, longest due first. */
  due(nowMs: number, limit: number): Promise<string[]>;
  /** Looks which of the users that are due are still there. @returns whether the blob has any left */
  review(name: string, nowMs: number): Promise<boolean>;
  /** @returns null when somebody uses it after all */
  condemn(name: string, nowMs: number): Promise<Condemned | null>;
  /** Its bytes are removed. */
  forget(condemned: Condemned): Promise<void>;
  /** Has a file that no user is known of looked at after a while. */
  enlist(name: string, nowMs: number): Promise<void>;
  /** Which of these names are known, in their order: as used, or as to be looked at. */
  areKnown(names: readonly string[]): Promise<boolean[]>;
  /** Gives names back that were condemned by a process which cannot be alive any more. */
  absolve(nowMs: number): Promise<void>;
}

/**
 * From the upload's last byte to its document it takes milliseconds, and an upload with all its files 25
 * minutes at most. Whoever was no document after a day has died over it.
 */
export const UPLOAD_ENDS_WITHIN_MS = 86_400_000;
/** Users looked at in one go; a blob with more is looked at again. */
const MOST_REVIEWED = 200;
/** No process removes for a month what it has condemned. */
const ABSOLVED_AFTER_MS = 30 * 86_400_000;

/** @param retentionS how long documents are kept after their end, in seconds */
export function createBlobUsers(redis: Redis, prefix: string, retentionS: number): BlobUsers {
  const add = async (
    name: string,
    user: string,
    lookAtMs: number,
    { among = '', keepsTime = false } = {},
  ): Promise<number> => {
    const { users, due, condemned } = blobKeys(prefix, name);
    const values = [name, user, lookAtMs, among, keepsTime ? 1 : 0];
    return Number(await addUser.run(redis, [users, due, condemned], values));
  };
  // A document of 600 pictures has as many blobs: asked for together, they are one message to Redis.
  const addTo = async (
    names: readonly string[],
    user: string,
    lookAtMs: number,
    more: Parameters<typeof add>[3],
  ): Promise<number[]> => Promise.all(names.map((name) => add(name, user, lookAtMs, more)));
  /** One that has not ended yet ends no sooner than now, and is kept for so long from then on. */
  const nextEndMs = (nowMs: number): number => nowMs + retentionS * 1_000;
  const lookAgainAt = async (users: readonly string[], nowMs: number): Promise<(number | null)[]> =>
    Promise.all(
      users.map(async (user) => {
        const leftMs = await redis.pttl(documentKeys(prefix, user).document);
        if (leftMs === -2) return null;
        return leftMs === -1 ? nextEndMs(nowMs) : nowMs + leftMs + 1;
      }),
    );
  return {
    async nameFor(sha256, upload, nowMs) {
      for (let name = sha256; ; name = `${sha256}-${randomUUID()}`) {
        if ((await add(name, upload, nowMs + UPLOAD_ENDS_WITHIN_MS)) >= 0) return name;
      }
    },
    async keep(names, documentId, upload, nowMs) {
      const lookAtMs = nowMs + UPLOAD_ENDS_WITHIN_MS;
      const are = await addTo(names, documentId, lookAtMs, { among: upload });
      return are.every((is) => is >= 0);
    },
    async confirm(names, documentId, nowMs) {
      const are = await addTo(names, documentId, nextEndMs(nowMs), { among: documentId });
      return are.every((is) => is >= 0);
    },
    async adopt(names, documentId, nowMs) {
      const are = await addTo(names, documentId, nextEndMs(nowMs), { keepsTime: true });
      return are.some((is) => is > 0);
    },
    async release(names, user, nowMs) {
      await Promise.all(
        names.map((name) => {
          const { users, due } = blobKeys(prefix, name);
          return releaseBlob.run(redis, [users, due], [name, user, nowMs]);
        }),
      );
    },
    due: (nowMs, limit) =>
      redis.zrange(blobKeys(prefix, '').due, '-inf', String(nowMs), 'BYSCORE', 'LIMIT', 0, limit),
    async review(name, nowMs) {
      const { users, due } = blobKeys(prefix, name);
      const seen = await redis.zrange(
        users,
        '-inf',
        String(nowMs),
        'BYSCORE',
        'LIMIT',
        0,
        MOST_REVIEWED,
      );
      const scores = seen.length === 0 ? [] : await redis.zmscore(users, ...seen);
      const again = await lookAgainAt(seen, nowMs);
      const found = seen.flatMap((user, at) => [user, scores[at] ?? '', again[at] ?? '']);
      return Number(await reviewBlob.run(redis, [users, due], [name, nowMs, ...found])) > 0;
    },
    async condemn(name, nowMs) {
      const { users, condemned } = blobKeys(prefix, name);
      const by = randomUUID();
      const verdict = await condemnBlob.run(redis, [users, condemned], [name, by, nowMs]);
      return verdict === 'used' ? null : { name, by, sinceMs: nowMs };
    },
    async forget({ name, by, sinceMs }) {
      const { users, due, condemned } = blobKeys(prefix, name);
      await forgetBlob.run(redis, [users, due, condemned], [name, by, sinceMs]);
    },
    async enlist(name, nowMs) {
      await redis.zadd(blobKeys(prefix, name).due, 'NX', nowMs + UPLOAD_ENDS_WITHIN_MS, name);
    },
    async areKnown(names) {
      if (names.length === 0) return [];
      const scores = await redis.zmscore(blobKeys(prefix, '').due, ...names);
      return scores.map((score) => score !== null);
    },
    async absolve(nowMs) {
      const { condemned } = blobKeys(prefix, '');
      const standing = Object.entries(await redis.hgetall(condemned));
      const old = standing.filter(
        ([, since]) => Number(since.split(' ')[1]) < nowMs - ABSOLVED_AFTER_MS,
      );
      if (old.length > 0) await redis.hdel(condemned, ...old.map(([name]) => name));
    },
  };
}
