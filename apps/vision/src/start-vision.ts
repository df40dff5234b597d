import { randomUUID } from 'node:crypto';
import { createClaude, findModel, limitsByGroup } from '@quire/claude';
import { type VisionConfig, rendererOptions } from '@quire/config';
import { createLimiter } from '@quire/limits';
import { openPageRenderer } from '@quire/pages';
import { createProducer, Postponed, startConsumer } from '@quire/queues';
import { jobReport, openWorker, type RoleTools } from '@quire/service';
import { createDocuments, createOutbox, createPages, openBlobs } from '@quire/store';
import { examineWorker } from './examine-worker.ts';
import { LOOK_EVERY_MS, openGate, type SpendingGate } from './open-gate.ts';
import { giveUpPage, readPage, type ReadPagePorts } from './read-page.ts';

/** Wires the vision worker. @returns the address of its health server */
export async function startVision(tools: RoleTools<VisionConfig>): Promise<string> {
  const { config, log, lifecycle, metrics } = tools;
  // A default model without a price would fail every page: better not to start.
  findModel(config.QUIRE_MODEL);
  const prefix = config.QUIRE_PREFIX;
  const blobs = openBlobs(config.QUIRE_BLOBS);
  let gate: SpendingGate | undefined;
  const { redis, address } = await openWorker(tools, {
    blobs: () => blobs.isWritable(),
    spending: async () => gate?.state() ?? false,
  });
  const ports: ReadPagePorts = {
    blobs,
    metrics,
    documents: createDocuments(redis, prefix, config.QUIRE_RETENTION_S),
    pages: createPages(redis, prefix),
    outbox: createOutbox(redis, prefix),
    producer: lifecycle.opened(createProducer(redis, prefix), (producer) => producer.close()),
    renderer: lifecycle.opened(openPageRenderer(rendererOptions(config)), (renderer) =>
      renderer.close(),
    ),
    limiter: createLimiter(redis, prefix, randomUUID(), limitsByGroup(config.QUIRE_LIMITS)),
    claude: lifecycle.opened(
      createClaude({
        apiKey: config.ANTHROPIC_API_KEY,
        baseUrl: config.ANTHROPIC_BASE_URL,
        deadlineMs: config.QUIRE_CALL_TIMEOUT_S * 1000,
        concurrency: config.QUIRE_VISION_CONCURRENCY,
      }),
      (claude) => claude.close(),
    ),
    defaultModel: config.QUIRE_MODEL,
  };
  const tolerates = config.QUIRE_UNSAFE_REDIS === '1';
  const examine = examineWorker({ ...ports, redis, prefix, blobs, tolerates });
  gate = lifecycle.opened(openGate(examine, log), (opened) => opened.close());
  await gate.opened();
  const { state } = gate;
  lifecycle.opened(
    await startConsumer('pages', {
      redis,
      prefix,
      concurrency: config.QUIRE_VISION_CONCURRENCY,
      async handle(job, context) {
        const isSafe = state();
        if (isSafe !== true) throw new Postponed(LOOK_EVERY_MS, `not safe to spend: ${isSafe}`);
        await readPage(job, ports, context);
      },
      onLost: (job) => giveUpPage(job, ports),
      ...jobReport(log, metrics),
    }),
    (consumer) => consumer.stop(config.QUIRE_GRACE_S * 1000),
    config.QUIRE_GRACE_S * 1000 + 10_000,
  );
  return address;
}
