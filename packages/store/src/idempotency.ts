import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { idempotencyKey } from './keys.ts';

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
}

export function createIdempotency(redis: Redis, prefix: string): Idempotency {
  return {
    async claim(tenant, key, { fingerprint, documentId }) {
      const name = idempotencyKey(prefix, tenant, createHash('sha256').update(key).digest('hex'));
      const mine = `${fingerprint} ${documentId}`;
      const taken = await redis.set(name, mine, 'EX', IDEMPOTENCY_S, 'NX');
      const standing = taken === 'OK' ? mine : ((await redis.get(name)) ?? mine);
      const [standingFingerprint, standingId = documentId] = standing.split(' ');
      return { documentId: standingId, isSameBody: standingFingerprint === fingerprint };
    },
  };
}
