import type { CourierConfig } from '@quire/config';
import { startConsumer } from '@quire/queues';
import { jobReport, openWorker, type RoleTools } from '@quire/service';
import { createDocuments } from '@quire/store';
import { createGuardedAgent, deliverWebhook } from '@quire/webhooks';
import { deliverEvent } from './deliver-event.ts';

/** Most deliveries at once: a receiver that hangs for its 15 s must hold up nobody else. */
const CONCURRENCY = 50;

/** Wires the courier. @returns the address of its health server */
export async function startCourier(tools: RoleTools<CourierConfig>): Promise<string> {
  const { config, log, lifecycle, metrics } = tools;
  const { redis, address } = await openWorker(tools);
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
      // The receiver can still ask for the document; that it was never told must not go unseen.
      onLost(job) {
        log.error({ ...job }, 'a delivery ended its couriers again and again; given up');
        return Promise.resolve();
      },
      ...jobReport(log, metrics),
    }),
    (consumer) => consumer.stop(config.QUIRE_GRACE_S * 1000),
    config.QUIRE_GRACE_S * 1000 + 10_000,
  );
  return address;
}
