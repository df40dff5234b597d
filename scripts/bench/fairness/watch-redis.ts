import { Redis } from 'ioredis';

const LOOK_EVERY_MS = 1_000;
const LISTS = ['wait', 'active'] as const;
const SORTED = ['prioritized', 'delayed'] as const;

export interface RedisState {
  /** Most jobs of pages at one time, waiting, in hand and put off. */
  readonly jobs: number;
  readonly megabytes: number;
  /** Most documents that waited for a place. */
  readonly waiting: number;
}

/** Looks at Redis each second until told to end. */
export function watchRedis(url: string, prefix: string): { end(): Promise<RedisState> } {
  const redis = new Redis(url);
  let most: RedisState = { jobs: 0, megabytes: 0, waiting: 0 };
  const look = async (): Promise<void> => {
    const counts = await Promise.all([
      ...LISTS.map((name) => redis.llen(`${prefix}:pages:${name}`)),
      ...SORTED.map((name) => redis.zcard(`${prefix}:pages:${name}`)),
    ]);
    const [standing, open] = await Promise.all([
      redis.hlen(`${prefix}:{places}:standing`),
      redis.zcard(`${prefix}:{places}:looked`),
    ]);
    const memory = /used_memory:(\d+)/.exec(await redis.info('memory'))?.[1];
    most = {
      jobs: Math.max(
        most.jobs,
        counts.reduce((sum, count) => sum + count, 0),
      ),
      megabytes: Math.max(most.megabytes, Number(memory) / 1024 ** 2),
      waiting: Math.max(most.waiting, standing - open),
    };
  };
  const timer = setInterval(() => void look().catch(() => undefined), LOOK_EVERY_MS);
  return {
    async end() {
      clearInterval(timer);
      await look();
      redis.disconnect();
      return most;
    },
  };
}
