import { randomUUID } from 'node:crypto';
import { admissionRules, WHOLE } from '@quire/domain';
import { createClaude, limitsByGroup } from '@quire/claude';
import { type VisionConfig, originalsSpace, rendererOptions } from '@quire/config';
import { createLimiter, type Limiter } from '@quire/limits';
import { openPageRenderer } from '@quire/pages';
import { createLiveness, createProducer, Postponed, startConsumer } from '@quire/queues';
import {
  jobReport,
  openWorker,
  type RoleTools,
  startForgettingCopies,
  watchGauge,
} from '@quire/service';
import {
  createAnswerCache,
  createBatchCalls,
  createBatches,
  createBlobUsers,
  createCalls,
  createDocuments,
  createOutbox,
  createPages,
  createPlaces,
  createPromptCounts,
  openBlobs,
  openSpool,
  rememberingPaths,
} from '@quire/store';
import { batchBounds, listedWithinMs, openDesk, startTracking } from './batch/start-batches.ts';
import { passOnCommit } from './deliver-page.ts';
import { examineWorker } from './examine-worker.ts';
import { LOOK_EVERY_MS, openGate, type SpendingGate } from './open-gate.ts';
import { createPaidPages } from './paid-pages.ts';
import { RELIED_ON_S } from './shared-prefix.ts';
import { giveUpPage, readPage, type ReadPagePorts } from './read-page.ts';
import { giveUpWhole, readWhole, type ReadWholePorts } from './whole/read-whole.ts';
import { createWholeTurns } from './whole/whole-turns.ts';

/**
 * Pages that are read at the same time share their writes to Redis, so far apart. A page sends six, and
 * takes seconds; at half of this it took 0.4 ms more of processors' time (docs/operations.md).
 */
const GATHER_MS = 50;

/** Wires the vision worker. @returns the address of its health server */
export async function startVision(tools: RoleTools<VisionConfig>): Promise<string> {
  const { config, log, lifecycle, metrics } = tools;
  const prefix = config.QUIRE_PREFIX;
  const owner = randomUUID();
  const blobs = rememberingPaths(openBlobs(config.QUIRE_BLOBS, originalsSpace(config)));
  const spool = openSpool(config.QUIRE_SPOOL);
  let gate: SpendingGate | undefined;
  let knownLimiter: Limiter | undefined;
  const checks = {
    blobs: () => blobs.isWritable(),
    spending: async () => gate?.state() ?? false,
    memory: async () => (await knownLimiter?.memoryLow())?.detail ?? true,
  };
  const { redis, address } = await openWorker(tools, checks, GATHER_MS);
  const blobUsers = createBlobUsers(redis, prefix, config.QUIRE_RETENTION_S);
  lifecycle.opened(startForgettingCopies({ blobs, blobUsers, log }), (stop) => stop());
  const onTrouble = (sentence: string, error: unknown): void => {
    log.error({ err: error }, sentence);
  };
  const pages = createPages(redis, prefix, config.QUIRE_LEDGER_RETENTION_S);
  const paidPages = createPaidPages({ pages, spool, onTrouble });
  const limiter = createLimiter(redis, prefix, owner, limitsByGroup(config.QUIRE_LIMITS));
  knownLimiter = limiter;
  watchGauge(
    metrics,
    'quire_redis_memory_low',
    'Whether no call starts since Redis is full.',
    async () => ((await limiter.memoryLow()) === null ? 0 : 1),
  );
  const claude = lifecycle.opened(
    createClaude({
      apiKey: config.ANTHROPIC_API_KEY,
      baseUrl: config.ANTHROPIC_BASE_URL,
      deadlineMs: config.QUIRE_CALL_TIMEOUT_S * 1000,
      concurrency: config.QUIRE_VISION_CONCURRENCY,
      sharedCounts: createPromptCounts(redis, prefix),
    }),
    (opened) => opened.close(),
  );
  const wholeTurns = createWholeTurns();
  const producer = lifecycle.opened(createProducer(redis, prefix), (opened) => opened.close());
  const shared = {
    owner,
    producer,
    blobs,
    metrics,
    pages,
    places: createPlaces(redis, prefix, admissionRules(config.QUIRE_PAGES_AHEAD)),
    paidPages,
    limiter,
    onTrouble,
    documents: createDocuments(redis, prefix, config.QUIRE_RETENTION_S),
    calls: createCalls(redis, prefix, config.QUIRE_LEDGER_RETENTION_S),
    batches: createBatches(redis, prefix),
    batchCalls: createBatchCalls(redis, prefix, config.QUIRE_LEDGER_RETENTION_S),
    listedWithinMs: listedWithinMs(config),
    strangers: new Set<string>(),
    outbox: createOutbox(redis, prefix),
    cache: openCache(tools, redis),
    // Beside the answers, whose bound it is not to share: a mark of a byte for each prompt.
    prefixes: createAnswerCache(redis, `${prefix}:prefixes`, {
      ttlS: RELIED_ON_S,
      maxBytes: 1024 * 1024,
    }),
    liveness: createLiveness(redis, prefix, 'pages'),
    renderer: lifecycle.opened(
      openPageRenderer({ ...rendererOptions(config), warn: (sentence) => log.warn(sentence) }),
      (renderer) => renderer.close(),
    ),
    claude,
    spendCaps: config.QUIRE_BUDGETS,
    callTimeoutMs: config.QUIRE_CALL_TIMEOUT_S * 1000,
    defaultModel: config.QUIRE_MODEL,
  };
  const desk = lifecycle.opened(
    openDesk(batchBounds(config), shared),
    (opened) => opened.close(),
    config.QUIRE_GRACE_S * 1000,
  );
  const ports: ReadWholePorts = { ...shared, desk };
  const tolerates = config.QUIRE_UNSAFE_REDIS === '1';
  const examine = examineWorker({ ...ports, claude, redis, prefix, blobs, tolerates });
  gate = lifecycle.opened(openGate(examine, log), (opened) => opened.close());
  await gate.opened();
  const { state: isSafeToSpend } = gate;
  // Before any page is taken: what lies here is paid for, and would be paid for again.
  await paidPages.replay((documentId, commit) => passOnCommit(documentId, commit, ports));
  lifecycle.opened(
    startTracking(shared, owner, config.QUIRE_BATCH_POLL_S * 1000),
    (stop) => stop(),
    config.QUIRE_GRACE_S * 1000,
  );
  lifecycle.opened(
    await startConsumer('pages', {
      redis,
      prefix,
      owner,
      concurrency: config.QUIRE_VISION_CONCURRENCY,
      async handle(job, context) {
        const isSafe = isSafeToSpend();
        if (isSafe !== true) throw new Postponed(LOOK_EVERY_MS, `not safe to spend: ${isSafe}`);
        if (job.page === WHOLE) await wholeTurns.take(() => readWhole(job, ports, context));
        else await readPage(job, ports, context);
      },
      onLost: (job) => (job.page === WHOLE ? giveUpWhole(job, ports) : giveUpPage(job, ports)),
      onDeath: async (dead) => {
        await limiter.freeLeasesOf(dead);
      },
      ...jobReport(log, metrics),
    }),
    (consumer) => consumer.stop(config.QUIRE_GRACE_S * 1000),
    config.QUIRE_GRACE_S * 1000 + 10_000,
  );
  return address;
}

function openCache(
  { config }: Pick<RoleTools<VisionConfig>, 'config'>,
  redis: Parameters<typeof createAnswerCache>[0],
): ReadPagePorts['cache'] {
  if (config.QUIRE_CACHE_TTL_S === 0) return null;
  const maxBytes = config.QUIRE_CACHE_MAX_MB * 1024 * 1024;
  return createAnswerCache(redis, config.QUIRE_PREFIX, {
    ttlS: config.QUIRE_CACHE_TTL_S,
    maxBytes,
  });
}
