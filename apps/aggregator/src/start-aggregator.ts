import { randomUUID } from 'node:crypto';
import { type AggregatorConfig, originalsSpace } from '@quire/config';
import { admissionRules } from '@quire/domain';
import { createLimiter, type Limiter } from '@quire/limits';
import { createProducer, startConsumer } from '@quire/queues';
import { jobReport, type Logger, openWorker, type RoleTools, startRounds } from '@quire/service';
import {
  createActiveDocuments,
  createBlobUsers,
  createCalls,
  createDeletions,
  createDocuments,
  createEpoch,
  createIdempotency,
  createOutbox,
  createPages,
  createPlaces,
  everyDocument,
  forgetAnswers,
  openBlobs,
  removalHindrance,
} from '@quire/store';
import { aggregateDocument } from './aggregate-document.ts';
import { startCollecting } from './start-collecting.ts';
import { sweepDeletions, type SweepDeletionsPorts } from './sweep-deletions.ts';
import { sweepDocuments, type SweepPorts } from './sweep-documents.ts';

const SWEEP_EVERY_MS = 5_000;
/** Documents ended at once by one process: each is a handful of Redis commands. */
const CONCURRENCY = 8;

/** Wires the aggregator. @returns the address of its health server */
export async function startAggregator(tools: RoleTools<AggregatorConfig>): Promise<string> {
  const { config, log, lifecycle, metrics } = tools;
  const prefix = config.QUIRE_PREFIX;
  const { redis, address } = await openWorker(tools);
  const blobs = openBlobs(config.QUIRE_BLOBS, originalsSpace(config));
  const epoch = createEpoch(redis, prefix, blobs);
  const ports = {
    blobs,
    blobUsers: createBlobUsers(redis, prefix, config.QUIRE_RETENTION_S),
    deletions: createDeletions(redis, prefix),
    idempotency: createIdempotency(redis, prefix),
    forgetAnswers: (tenant: string, pictures: ReadonlySet<string>) =>
      forgetAnswers(redis, prefix, tenant, pictures),
    everyDocument: () => everyDocument(redis, prefix),
    hindrance: () => removalHindrance({ prefix, epoch, blobs }),
    documents: createDocuments(redis, prefix, config.QUIRE_RETENTION_S),
    pages: createPages(redis, prefix),
    places: createPlaces(redis, prefix, admissionRules(config.QUIRE_PAGES_AHEAD)),
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
  const owner = randomUUID();
  lifecycle.opened(startSweeping(owner, ports, log), (stop) => stop());
  lifecycle.opened(startCollecting(owner, ports, log), (stop) => stop());
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
  owner: string,
  ports: SweepPorts & SweepDeletionsPorts & { readonly limiter: Pick<Limiter, 'sweep'> },
  log: Logger,
): () => Promise<void> {
  return startRounds({
    everyMs: SWEEP_EVERY_MS,
    async round() {
      if (!(await ports.active.takeTurn(owner, SWEEP_EVERY_MS * 3))) return;
      await ports.limiter.sweep().catch((error: unknown) => {
        log.warn({ err: error }, 'leases could not be looked after; trying again');
      });
      const documents = await sweepDocuments(Date.now(), ports);
      const lookedAfter = documents + (await sweepDeletions(Date.now(), ports));
      if (lookedAfter > 0) log.debug({ lookedAfter }, 'documents looked after');
    },
    onTrouble(error) {
      log.warn({ err: error }, 'sweeping failed; trying again');
    },
  });
}
