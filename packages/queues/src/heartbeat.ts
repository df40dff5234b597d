import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { QueueName } from './queue-table.ts';

/** How often a worker shows that it lives, and how often it looks at the others. */
const BEAT_MS = 2_000;
/** Looks in a row, each answered by Redis, at which a worker has not moved before it counts as dead. */
const LOOKS_UNTIL_DEAD = 5;
/** A hash of workers that nobody beats in any more is forgotten after this. */
const FORGET_MS = 3_600_000;

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
}

/**
 * Shows that a worker lives, and gives back the jobs of those that do not. A job's lock has to
 * outlast the longest call, so a killed worker's jobs would lie still for three minutes; here its
 * locks are removed about ten seconds after its death, and BullMQ's own check for stalled jobs
 * does the rest. A worker counts as dead only after this process has itself seen its counter stand
 * still over several answered looks: while Redis is away nobody can beat and nobody is judged.
 * @param workerId BullMQ's id of the worker, which begins every lock it holds
 */
export async function startHeartbeat(
  queue: QueueName,
  workerId: string,
  { redis, prefix, onTrouble }: HeartbeatOptions,
): Promise<Heartbeat> {
  const key = `${prefix}:workers:${queue}`;
  const seen = new Map<string, { readonly beats: string; readonly looks: number }>();

  const beat = async (): Promise<void> => {
    await redis.hincrby(key, workerId, 1);
    await redis.pexpire(key, FORGET_MS);
    const workers = await redis.hgetall(key);
    for (const [id, beats] of Object.entries(workers)) {
      const before = seen.get(id);
      const looks = before?.beats === beats ? before.looks + 1 : 0;
      seen.set(id, { beats, looks });
      if (looks < LOOKS_UNTIL_DEAD) continue;
      await releaseLocks(redis, `${prefix}:${queue}`, id);
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
      if (isEmptyHanded) await redis.hdel(key, workerId);
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
