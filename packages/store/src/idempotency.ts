import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { idempotencyKey } from './keys.ts';
import { loadScript } from './script.ts';

const releaseKey = loadScript('release-idempotency-1');

/** How long a key stands for its document. */
const IDEMPOTENCY_S = 86_400;

/** Idempotency-Keys of clients: which document each stands for. */
export interface Idempotency {
  /**
   * Makes a key stand for a document, unless it stands for one already.
   * @param fingerprint hash of all that was sent under the key
   * @returns the document the key stands for now, and whether what was sent is the same
   */
  claim(
    tenant: string,
    key: string,
    claim: { readonly fingerprint: string; readonly documentId: string },
  ): Promise<{ readonly documentId: string; readonly isSameBody: boolean }>;
  /**
   * Lets go of a key that stands for a document which was deleted; any other stays.
   * @param keyHash as `idempotencyHash` gives it
   */
  release(tenant: string, keyHash: string, documentId: string): Promise<void>;
}

/** What is kept of a client's key. */
export function idempotencyHash(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

export function createIdempotency(redis: Redis, prefix: string): Idempotency {
  return {
    async claim(tenant, key, { fingerprint, documentId }) {
      const name = idempotencyKey(prefix, tenant, idempotencyHash(key));
      const mine = `${fingerprint} ${documentId}`;
      const taken = await redis.set(name, mine, 'EX', IDEMPOTENCY_S, 'NX');
      const standing = taken === 'OK' ? mine : ((await redis.get(name)) ?? mine);
      const [standingFingerprint, standingId = documentId] = standing.split(' ');
      return { documentId: standingId, isSameBody: standingFingerprint === fingerprint };
    },
    async release(tenant, keyHash, documentId) {
      await releaseKey.run(redis, [idempotencyKey(prefix, tenant, keyHash)], [documentId]);
    },
  };
}
