import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { ChaosOptions } from './chaos-options.ts';
import type { DrawnFault } from './draw-faults.ts';
import type { WholeSystem } from '../whole-system.ts';
import type { SupervisedProcess } from '../supervise.ts';

/** How far above what is used the memory limit is set: a few dozen pages' worth. */
const HEADROOM_BYTES = 256 * 1024;
/** How long Redis stays out of memory, out of disk, or behind a silent link, in seconds at most. */
const SHORTAGE_S = 20;
/** A silent link must outlast the 15 s after which a connection that says nothing is thrown away. */
const SILENCE_S = 25;

type Durations = Pick<ChaosOptions, 'stopS' | 'pauseS'>;

/**
 * Does one harm and mends what lasts; restarting is the supervisor's. Resolves once it is over.
 * @param mended ends early what lasts
 * @returns what was done, for the log; null when it could not be done here
 */
export async function doHarm(
  { name, target, killAt, share }: DrawnFault,
  system: WholeSystem,
  { stopS, pauseS }: Durations,
  mended: AbortSignal,
): Promise<string | null> {
  const victim = system.roles.find((role) => role.name === target) ?? system.redis;
  const lasting = async (seconds: number): Promise<string> => {
    const ms = Math.round(seconds * 1000);
    await sleep(ms, undefined, { signal: mended }).catch(() => undefined);
    return `for ${(ms / 1000).toFixed(1)} s`;
  };
  switch (name) {
    case 'kill':
      victim.signal('SIGKILL');
      return target;
    case 'term':
      victim.signal('SIGTERM');
      return target;
    case 'stop':
      return `${target} ${await standStill(victim, () => lasting(stopS * share))}`;
    case 'kill-point':
      victim.runNextWith({ QUIRE_KILL_AT: killAt });
      victim.signal('SIGTERM');
      return `${target} at ${killAt}`;
    case 'redis-kill':
      system.redis.signal('SIGKILL');
      return 'redis';
    case 'redis-pause':
      return `redis ${await standStill(system.redis, () => lasting(pauseS * share))}`;
    case 'oom':
      return runShortOfMemory(system.redisUrl, () => lasting(SHORTAGE_S * share));
    case 'disk': {
      if (system.disk === null) return null;
      try {
        system.disk.fill();
        return `redis ${await lasting(SHORTAGE_S * share)}`;
      } finally {
        system.disk.drain();
      }
    }
    case 'half-open': {
      system.link.freeze();
      try {
        return `the link of those that are far ${await lasting(SILENCE_S * share)}`;
      } finally {
        system.link.thaw();
      }
    }
  }
}

async function standStill(
  victim: SupervisedProcess,
  meanwhile: () => Promise<string>,
): Promise<string> {
  victim.signal('SIGSTOP');
  try {
    return await meanwhile();
  } finally {
    victim.signal('SIGCONT');
  }
}

async function runShortOfMemory(
  redisUrl: string,
  meanwhile: () => Promise<string>,
): Promise<string> {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  try {
    const used = Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
    await redis.config('SET', 'maxmemory', String(used + HEADROOM_BYTES));
    const long = await meanwhile();
    await redis.config('SET', 'maxmemory', '0');
    return `at ${used + HEADROOM_BYTES} bytes ${long}`;
  } finally {
    redis.disconnect();
  }
}
