import type { ProviderHold } from '@quire/domain';
import type { Redis } from 'ioredis';

/** From this share of `maxmemory` on `reserve` books no call: what is paid for must find room. */
const MEMORY_SHARE = 0.92;

/** Why no call starts while Redis is almost full, for whoever shows it; null where it has room. */
export async function memoryLow(redis: Redis): Promise<ProviderHold | null> {
  const memory = await redis.info('memory');
  const bytes = (name: string): number =>
    Number(memory.split(`\n${name}:`)[1]?.split('\r')[0] ?? 0);
  const [used, most] = [bytes('used_memory'), bytes('maxmemory')];
  if (most === 0 || used <= most * MEMORY_SHARE) return null;
  const percent = Math.floor((used / most) * 100);
  const detail = `Redis uses ${percent} % of its maxmemory: no call starts above ${MEMORY_SHARE * 100} %. Raise it, and work goes on by itself.`;
  return { code: 'redis_memory_low', detail };
}
