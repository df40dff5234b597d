import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { findCutOff, forgetOwner } from './find-cut-off.ts';
import { connectionsKey } from './keys.ts';

/** How often a process whose callers wait looks for dead ones, and where Redis would not tell. */
const LOOK_EVERY_MS = 200;
const LOOK_AGAIN_MS = 60_000;

/** Processes that share a limit: who waits for room looks whether a dead one takes it up. */
interface Neighbours {
  /** Says, once for each connection, by which one this process is there. */
  introduce(group: string): void;
  /** Sleeps, or less when room was found. @returns false when the signal ended it */
  wait(group: string, ms: number, signal: AbortSignal): Promise<boolean>;
}

/** @param freeLeases lapses what a process that is found dead has booked */
export function watchNeighbours(
  redis: Redis,
  prefix: string,
  owner: string,
  freeLeases: (group: string, dead: string, seenMs: number) => Promise<number>,
): Neighbours {
  const introduced = new Set<string>();
  /** Those of a group who sleep, by what wakes them. */
  const sleepers = new Map<string, Set<() => void>>();
  let lookFromMs = 0;
  let timer: NodeJS.Timeout | undefined;
  // A connection that is made anew has another id.
  redis.on('close', () => introduced.clear());

  const introduce = async (group: string): Promise<void> => {
    introduced.add(group);
    await redis.hset(connectionsKey(prefix, group), owner, String(await redis.client('ID')));
  };
  const look = async (group: string, asleep: ReadonlySet<() => void>): Promise<void> => {
    let freed = 0;
    for (const { owner: dead, seenMs } of await findCutOff(redis, prefix, group)) {
      freed += await freeLeases(group, dead, seenMs);
      await forgetOwner(redis, prefix, group, dead);
    }
    if (freed > 0) for (const wake of asleep) wake();
  };
  const tick = (): void => {
    for (const [group, asleep] of sleepers) {
      if (asleep.size === 0) sleepers.delete(group);
      else if (performance.now() >= lookFromMs) {
        // Where Redis does not tell its connections, silence says the same a second later.
        look(group, asleep).catch(() => {
          lookFromMs = performance.now() + LOOK_AGAIN_MS;
        });
      }
    }
    if (sleepers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };

  return {
    introduce(group) {
      if (!introduced.has(group)) introduce(group).catch(() => introduced.delete(group));
    },
    async wait(group, ms, signal) {
      if (signal.aborted) return false;
      const asleep = sleepers.get(group) ?? new Set();
      sleepers.set(group, asleep);
      timer ??= setInterval(tick, LOOK_EVERY_MS).unref();
      const over = new AbortController();
      let isFound = false;
      const wake = (): void => {
        isFound = true;
        over.abort();
      };
      const end = (): void => over.abort();
      asleep.add(wake);
      signal.addEventListener('abort', end, { once: true });
      const isOver = await slept(ms, over.signal);
      signal.removeEventListener('abort', end);
      asleep.delete(wake);
      return isOver || isFound;
    },
  };
}

/** @returns false when the signal ended it */
export async function slept(ms: number, signal: AbortSignal): Promise<boolean> {
  return sleep(ms, true, { signal }).catch(() => false);
}
