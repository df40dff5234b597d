import type { Redis } from 'ioredis';
import { acceptedFrom } from './document-fields.ts';
import { activeKey, documentKeys } from './keys.ts';

/** Documents looked at: those that have waited longest are the ones that are being read. */
const LOOKED_AT = 100;

/** Models that documents which have not ended name, each once; of a long queue the first hundred. */
export async function modelsInUse(redis: Redis, prefix: string): Promise<string[]> {
  const ids = await redis.zrange(activeKey(prefix), '0', String(LOOKED_AT - 1));
  const accepted = await Promise.all(
    ids.map((id) => redis.hget(documentKeys(prefix, id).document, 'accepted')),
  );
  const named = accepted.flatMap((json) => {
    if (json === null) return [];
    const { model, strong_model: strong } = acceptedFrom(json).options;
    return [model, strong];
  });
  return [...new Set(named)].filter((id) => id !== undefined);
}
