import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AggregatorConfig } from '@quire/config';
import { createLimiter, type Limiter } from '@quire/limits';
import { createProducer, startConsumer } from '@quire/queues';
import { jobReport, type Logger, type RoleTools, openWorker } from '@quire/service';
import {
  createActiveDocuments,
  createCalls,
  createDocuments,
  createOutbox,
  createPages,
} from '@quire/store';
import { aggregateDocument } from './aggregate-document.ts';
import { sweepDocuments, type SweepPorts } from './sweep-documents.ts';

const SWEEP_EVERY_MS = 5_000;
/** Documents ended at once by one process: each is a handful of Redis commands. */
const CONCURRENCY = 8;

/** Wires the aggregator. @returns the address of its health server */
export async function startAggregator(tools: RoleTools<AggregatorConfig>): Promise<string> {
  const { config, log, lifecycle, metrics } = tools;
  const prefix = config.QUIRE_PREFIX;
  const { redis, address } = await openWorker(tools);
  const ports = {
    documents: createDocuments(redis, prefix, config.QUIRE_RETENTION_S),
    pages: createPages(redis, prefix),
    calls: createCalls(redis, prefix, config.QUIRE_LEDGER_RETENTION_S),
    // It calls nobody: it only passes on what became of calls, and lets go of leases that ran out.
    limiter: createLimiter(redis, prefix, randomUUID(), {}),
    outbox: createOutbox(redis, prefix),
    active: createActiveDocuments(redis, prefix),
    producer: lifecycle.opened(createProducer(redis, prefix), (producer) => producer.close()),
    reportUnswept: (documentId: string, error: unknown) => {
      log.warn({ err: error, documentId }, 'a document could not be looked after; trying again');
    },
  };
  lifecycle.opened(startSweeping(ports, log), (stop) => stop());
  lifecycle.opened(
    await startConsumer('aggregate', {
      redis,
      prefix,
      concurrency: CONCURRENCY,
      handle: ({ documentId }) => aggregateDocument(documentId, ports),
      // The sweeper gives the document another job: there is nothing here that a page can poison.
      onLost: () => Promise.resolve(),
      ...jobReport(log, metrics),
    }),
    (consumer) => consumer.stop(config.QUIRE_GRACE_S * 1000),
    config.QUIRE_GRACE_S * 1000 + 10_000,
  );
  return address;
}

/** Sweeps every few seconds, one process at a time. @returns how to stop it */
function startSweeping(
  ports: SweepPorts & { readonly limiter: Pick<Limiter, 'sweep'> },
  log: Logger,
): () => Promise<void> {
  const owner = randomUUID();
  const ending = new AbortController();
  const { signal } = ending;
  const sweeping = (async () => {
    while (!signal.aborted) {
      try {
        if (await ports.active.takeTurn(owner, SWEEP_EVERY_MS * 3)) {
          await ports.limiter.sweep().catch((error: unknown) => {
            log.warn({ err: error }, 'leases could not be looked after; trying again');
          });
          const lookedAfter = await sweepDocuments(Date.now(), ports);
          if (lookedAfter > 0) log.debug({ lookedAfter }, 'documents looked after');
        }
      } catch (error) {
        log.warn({ err: error }, 'sweeping failed; trying again');
      }
      await sleep(SWEEP_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  })();
  return async () => {
    ending.abort();
    await sweeping;
  };
}
