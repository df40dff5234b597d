import type { RedisFacts } from '@quire/domain';
import type { Redis } from 'ioredis';

/** Of several readings of the clock the one with the shortest way is the truest. */
const CLOCK_READINGS = 3;

/** What Redis tells of itself. A hosted one may keep its settings to itself: those are null. */
export async function readRedisFacts(redis: Redis): Promise<RedisFacts> {
  const info = fieldsOf(await redis.info().catch(() => ''));
  const setting = async (name: string): Promise<string | null> => {
    const reply: unknown = await redis.config('GET', name).catch(() => null);
    return Array.isArray(reply) && typeof reply[1] === 'string' ? reply[1] : null;
  };
  const appendOnly = info.get('aof_enabled');
  return {
    version: info.get('valkey_version') ?? info.get('redis_version') ?? null,
    appendOnly: appendOnly === undefined ? null : appendOnly === '1',
    appendFsync: await setting('appendfsync'),
    lastWriteOk: statusOf(info.get('aof_last_write_status')),
    maxmemoryPolicy: info.get('maxmemory_policy') ?? (await setting('maxmemory-policy')),
    usedBytes: numberOf(info.get('used_memory')),
    maxBytes: numberOf(info.get('maxmemory')),
    clockAheadMs: await clockAheadMs(redis),
  };
}

/** `name:value` lines of INFO. */
function fieldsOf(info: string): ReadonlyMap<string, string> {
  const lines = info.split('\r\n').filter((line) => /^\w+:/.test(line));
  return new Map(
    lines.map((line) => [line.split(':', 1)[0] ?? '', line.slice(line.indexOf(':') + 1)]),
  );
}

function statusOf(status: string | undefined): boolean | null {
  return status === undefined ? null : status === 'ok';
}

function numberOf(text: string | undefined): number | null {
  const value = Number(text ?? Number.NaN);
  return Number.isFinite(value) ? value : null;
}

/** How far Redis' clock is ahead, less what the way there and back can explain. */
async function clockAheadMs(redis: Redis): Promise<number> {
  let best = { tookMs: Number.POSITIVE_INFINITY, aheadMs: 0 };
  for (let reading = 0; reading < CLOCK_READINGS; reading += 1) {
    const sentAt = performance.now();
    const askedAtMs = Date.now();
    const [seconds, microseconds] = await redis.time();
    const tookMs = performance.now() - sentAt;
    const theirsMs = Number(seconds) * 1000 + Number(microseconds) / 1000;
    if (tookMs < best.tookMs) best = { tookMs, aheadMs: theirsMs - (askedAtMs + tookMs / 2) };
  }
  const certainMs = Math.max(0, Math.abs(best.aheadMs) - best.tookMs / 2);
  return Math.sign(best.aheadMs) * Math.round(certainMs);
}
