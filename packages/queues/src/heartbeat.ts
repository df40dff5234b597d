import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { deadWorkersKey } from './liveness.ts';
import type { QueueName } from './queue-table.ts';

/** How often a worker shows that it lives, and how often it looks at the others. */
const BEAT_MS = 2_000;
/** Looks in a row, each answered by Redis, at which a worker has not moved before it counts as dead. */
const LOOKS_UNTIL_DEAD = 5;
/** A hash of workers that nobody beats in any more is forgotten after this. */
const FORGET_MS = 3_600_000;
/** A dead worker's name is kept for longer than anything that it may have left behind under it. */
const REMEMBER_DEAD_MS = 86_400_000;

export interface Heartbeat {
  /**
   * Stops beating, and leaves the list of workers so that nobody waits for this one. A worker that
   * ends with jobs in hand stays on it: only who is on the list is seen to be dead, and its locks,
   * which would hold its jobs for three minutes, are removed.
   */
  stop(end: { readonly isEmptyHanded: boolean }): Promise<void>;
}

export interface HeartbeatOptions {
  readonly redis: Redis;
  readonly prefix: string;
  readonly onTrouble: (error: Error) => void;
  /** Called once by each worker that has seen this one die. */
  readonly onDeath: (owner: string) => Promise<void>;
}

/** A worker as the others know it. */
interface Self {
  /** Under which it leases things: what its beats, and its death, are written under. */
  readonly owner: string;
  /** BullMQ's id of it, which begins every lock it holds. */
  readonly workerId: string;
}

/**
 * Shows that a worker lives, and gives back the jobs of those that do not. A job's lock has to
 * outlast the longest call, so a killed worker's jobs would lie still for three minutes; here its
 * locks are removed about ten seconds after its death, and BullMQ's own check for stalled jobs
 * does the rest. A worker counts as dead only after this process has itself seen its counter stand
 * still over several answered looks: while Redis is away nobody can beat and nobody is judged. One
 * that only stood still is taken off the list of the dead by its next beat.
 */
export async function startHeartbeat(
  queue: QueueName,
  { owner, workerId }: Self,
  { redis, prefix, onTrouble, onDeath }: HeartbeatOptions,
): Promise<Heartbeat> {
  const key = `${prefix}:workers:${queue}`;
  const deadKey = deadWorkersKey(prefix, queue);
  let beatsSoFar = 0;
  const seen = new Map<string, { readonly beats: string; readonly looks: number }>();

  const beat = async (): Promise<void> => {
    beatsSoFar += 1;
    await redis.hset(key, owner, `${beatsSoFar} ${workerId}`);
    await redis.zrem(deadKey, owner);
    await redis.pexpire(key, FORGET_MS);
    const workers = await redis.hgetall(key);
    for (const [id, beats] of Object.entries(workers)) {
      const before = seen.get(id);
      const looks = before?.beats === beats ? before.looks + 1 : 0;
      seen.set(id, { beats, looks });
      if (looks < LOOKS_UNTIL_DEAD) continue;
      // First it is known dead, then its jobs come back: whoever takes one finds its leases void.
      await redis.zadd(deadKey, Date.now(), id);
      await redis.zremrangebyscore(deadKey, '-inf', Date.now() - REMEMBER_DEAD_MS);
      await onDeath(id);
      await releaseLocks(redis, `${prefix}:${queue}`, beats.split(' ')[1] ?? id);
      await redis.hdel(key, id);
      seen.delete(id);
    }
  };

  const ending = new AbortController();
  // Never on a fixed interval: beats that piled up while Redis was away would count as many looks.
  const keepBeating = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      await beat().catch(onTrouble);
      await sleep(BEAT_MS, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  };
  await beat();
  const beating = keepBeating();
  return {
    async stop({ isEmptyHanded }) {
      ending.abort();
      await beating;
      if (isEmptyHanded) await redis.hdel(key, owner);
    },
  };
}

/** By the time it is to be removed a lock may be another's: someone else saw the death as well. */
const REMOVE_IF_STILL = `if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;

/** Removes the locks that a dead worker holds on jobs of a queue. */
async function releaseLocks(redis: Redis, queueKey: string, workerId: string): Promise<void> {
  // The active list is as long as all workers' concurrency together.
  const active = await redis.lrange(`${queueKey}:active`, 0, -1);
  for (const jobId of active) {
    const lock = `${queueKey}:${jobId}:lock`;
    const token = await redis.get(lock);
    if (token?.startsWith(`${workerId}:`)) await redis.eval(REMOVE_IF_STILL, 1, lock, token);
  }
}
