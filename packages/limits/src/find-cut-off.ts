import type { Redis } from 'ioredis';
import { connectionsKey, lineKeys, ownersKey } from './keys.ts';

/** A process that missed a beat (`show-alive.ts`), and a little for late timers. */
const BEAT_MISSED_MS = 400;

/** A process that is gone, and when it was last seen, by Redis' clock in milliseconds. */
export interface CutOff {
  readonly owner: string;
  readonly seenMs: number;
}

/**
 * Finds processes that missed a beat and whose connection to Redis is gone. Redis knows of a kill
 * before anybody's silence is long enough to say so: the system closes a dead process's sockets at
 * once. Who only lost its connection is wrongly named, and loses nothing but its place in the line.
 * @throws where Redis does not let itself be asked for its connections
 */
export async function findCutOff(
  redis: Redis,
  prefix: string,
  group: string,
): Promise<readonly CutOff[]> {
  const [[seconds, microseconds], beats] = await Promise.all([
    redis.time(),
    redis.zrange(ownersKey(prefix, group), '0', '-1', 'WITHSCORES'),
  ]);
  const nowMs = Number(seconds) * 1000 + Number(microseconds) / 1000;
  const late = beats.flatMap((owner, at) => {
    const seenMs = Number(beats[at + 1]);
    return at % 2 === 0 && nowMs - seenMs > BEAT_MISSED_MS ? [{ owner, seenMs }] : [];
  });
  if (late.length === 0) return [];
  const ids = await redis.hmget(connectionsKey(prefix, group), ...late.map(({ owner }) => owner));
  const known = ids.filter((id) => id !== null);
  if (known.length === 0) return [];
  const list = String(await redis.client('LIST', 'ID', ...known));
  const open = new Set(Array.from(list.matchAll(/^id=(\d+)/gm), ([, id]) => id));
  return late.filter((_, at) => typeof ids[at] === 'string' && !open.has(ids[at]));
}

/**
 * Forgets a process that was found to be cut off, and its callers' places in the line: whoever stands
 * behind them would wait until each is missed by itself, for up to three seconds.
 */
export async function forgetOwner(
  redis: Redis,
  prefix: string,
  group: string,
  owner: string,
): Promise<void> {
  const [line, lineEnds] = lineKeys(prefix, group);
  // As long as all calls in hand of all processes.
  const tickets = await redis.zrange(line, '0', '-1');
  const left = tickets.filter((ticket) => ticket.startsWith(`${owner}~`));
  if (left.length > 0) {
    await Promise.all([redis.zrem(line, ...left), redis.zrem(lineEnds, ...left)]);
  }
  await redis.zrem(ownersKey(prefix, group), owner);
  await redis.hdel(connectionsKey(prefix, group), owner);
}
