import type { CourierConfig } from '@quire/config';
import { asFailure, Failure } from '@quire/domain';
import { Postponed, startConsumer } from '@quire/queues';
import { jobReport, openWorker, type RoleTools, watchGauge } from '@quire/service';
import { createDeliveries, createDocuments, createReceivers } from '@quire/store';
import { createGuardedAgent, type Delivery, deliverWebhook } from '@quire/webhooks';
import { createCourierReport } from './courier-report.ts';
import { deliverEvent } from './deliver-event.ts';
import { giveUpDelivery } from './give-up-delivery.ts';
import { waitingOutRedis } from './waiting-out-redis.ts';

/** Most deliveries at once. They wait for the most part; one tenant has no more than 24 of them. */
const CONCURRENCY = 100;

/** Wires the courier. @returns the address of its health server */
export async function startCourier(tools: RoleTools<CourierConfig>): Promise<string> {
  const { config, log, lifecycle, metrics } = tools;
  const { redis, address } = await openWorker(tools);
  const prefix = config.QUIRE_PREFIX;
  const guard = { allowPrivate: config.QUIRE_WEBHOOK_ALLOW_PRIVATE === '1' };
  const agent = lifecycle.opened(createGuardedAgent(guard), (opened) => opened.close());
  const deliveries = createDeliveries(redis, prefix);
  const receivers = createReceivers(redis, prefix);
  const ports = {
    documents: createDocuments(redis, prefix, config.QUIRE_RETENTION_S),
    deliveries,
    receivers,
    deliver: (delivery: Delivery, signal: AbortSignal) =>
      deliverWebhook(delivery, agent, guard, signal),
    secrets: config.QUIRE_WEBHOOK_SECRET,
    report: createCourierReport(log, metrics),
  };
  watchGauge(
    metrics,
    'quire_webhook_endpoints_disabled',
    'Webhook endpoints to which nothing is sent, since they are gone or only failed for days.',
    async () => (await receivers.disabled()).length,
  );
  lifecycle.opened(
    await startConsumer('webhooks', {
      redis,
      prefix,
      concurrency: CONCURRENCY,
      async handle(job, context) {
        try {
          await waitingOutRedis(() => deliverEvent(job, ports, context));
        } catch (error) {
          const isOver = context.isLastAttempt && !(error instanceof Postponed);
          if (isOver) await giveUpDelivery(job, asFailure(error), deliveries);
          throw error;
        }
      },
      // The receiver can still ask for the document; that it was never told must not go unseen.
      async onLost(job) {
        log.error({ ...job }, 'a delivery ended its couriers again and again; given up');
        await giveUpDelivery(job, new Failure('worker_lost'), deliveries);
      },
      ...jobReport(log, metrics),
    }),
    (consumer) => consumer.stop(config.QUIRE_GRACE_S * 1000),
    config.QUIRE_GRACE_S * 1000 + 10_000,
  );
  return address;
}
