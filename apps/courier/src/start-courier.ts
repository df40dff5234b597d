import type { CourierConfig } from '@quire/config';
import { startConsumer } from '@quire/queues';
import { connectRedis, jobReport, type RoleTools, startHealthServer } from '@quire/service';
import { createDocuments } from '@quire/store';
import { createGuardedAgent, deliverWebhook } from '@quire/webhooks';
import { deliverEvent } from './deliver-event.ts';

/** Most deliveries at once: a receiver that hangs for its 15 s must hold up nobody else. */
const CONCURRENCY = 50;

/** Wires the courier. @returns the address of its health server */
export async function startCourier({
  config,
  log,
  lifecycle,
  metrics,
}: RoleTools<CourierConfig>): Promise<string> {
  const redis = lifecycle.opened(
    await connectRedis(config.REDIS_URL, log, { whenAway: 'wait' }),
    (connection) => connection.disconnect(),
  );
  const health = lifecycle.opened(
    await startHealthServer(config.QUIRE_HEALTH_PORT, {
      metrics,
      checks: { redis: async () => (await redis.ping()) === 'PONG' },
    }),
    (server) => server.stop(),
  );
  const guard = { allowPrivate: config.QUIRE_WEBHOOK_ALLOW_PRIVATE === '1' };
  const agent = lifecycle.opened(createGuardedAgent(guard), (opened) => opened.close());
  const ports = {
    documents: createDocuments(redis, config.QUIRE_PREFIX, config.QUIRE_RETENTION_S),
    deliver: (delivery: Parameters<typeof deliverWebhook>[0], signal: AbortSignal) =>
      deliverWebhook(delivery, agent, guard, signal),
    defaultSecret: config.QUIRE_WEBHOOK_SECRET,
  };
  lifecycle.opened(
    await startConsumer('webhooks', {
      redis,
      prefix: config.QUIRE_PREFIX,
      concurrency: CONCURRENCY,
      handle: (job, context) => deliverEvent(job, ports, context),
      onLost: () => Promise.resolve(),
      ...jobReport(log, metrics),
    }),
    (consumer) => consumer.stop(config.QUIRE_GRACE_S * 1000),
  );
  return health.address;
}
