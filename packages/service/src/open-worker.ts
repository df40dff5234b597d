import type { Redis } from 'ioredis';
import { connectRedis } from './connect-redis.ts';
import { type ReadinessCheck, startHealthServer } from './health.ts';
import type { RoleTools } from './run-role.ts';

interface WorkerConfig {
  readonly REDIS_URL: string;
  readonly QUIRE_HEALTH_PORT: number;
}

export interface OpenWorker {
  /** Waits while Redis is away: a worker has nothing better to do. */
  readonly redis: Redis;
  /** Where health and metrics are served. */
  readonly address: string;
}

/**
 * Opens what every worker has: its connection to Redis and its health server.
 * @param checks what the role needs besides Redis
 * @param gatherMs as of `connectRedis`
 */
export async function openWorker(
  { config, log, lifecycle, metrics }: RoleTools<WorkerConfig>,
  checks: Readonly<Record<string, ReadinessCheck>> = {},
  gatherMs = 0,
): Promise<OpenWorker> {
  const redis = lifecycle.opened(
    await connectRedis(config.REDIS_URL, log, { whenAway: 'wait', gatherMs }),
    (connection) => connection.disconnect(),
  );
  const health = lifecycle.opened(
    await startHealthServer(config.QUIRE_HEALTH_PORT, {
      metrics,
      checks: { redis: async () => (await redis.ping()) === 'PONG', ...checks },
    }),
    (server) => server.stop(),
  );
  return { redis, address: health.address };
}
