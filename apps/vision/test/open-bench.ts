import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createClaude } from '@quire/claude';
import { type ClaudeSim, startClaudeSim } from '@quire/claude-sim';
import {
  ADDRESS,
  admissionRules,
  type DocumentOptions,
  documentId,
  type Page,
  pageSchema,
  type PlannedPage,
  type Source,
  type SourceMediaType,
  WHOLE,
  type WholeWay,
} from '@quire/domain';
import { createLimiter } from '@quire/limits';
import { openPageRenderer } from '@quire/pages';
import { createLiveness, createProducer, type JobContext, type Producer } from '@quire/queues';
import { connectRedis, createLog, createMetrics } from '@quire/service';
import {
  type AnswerCache,
  createAnswerCache,
  createBatchCalls,
  createBatches,
  createCalls,
  createDocuments,
  createLedger,
  createOutbox,
  createPages,
  createPlaces,
  type Ledger,
  openBlobs,
  openSpool,
  type Spool,
} from '@quire/store';
import type { BatchDesk } from '../src/batch/batch-desk.ts';
import { openDesk } from '../src/batch/start-batches.ts';
import type { SubmitPorts } from '../src/batch/submit-batch.ts';
import type { TrackPorts } from '../src/batch/track-batches.ts';
import { createPaidPages } from '../src/paid-pages.ts';
import { numberedPdf, type PrivateRedis, startPrivateRedis } from '@quire/testkit';
import type { ReadWholePorts } from '../src/whole/read-whole.ts';

const PREFIX = 'test';
const PAGES = 3;
const LEDGER_RETENTION_S = 7_200;

/** Everything that reading a page touches, and all of it real but Claude. */
export interface Bench {
  readonly ports: ReadWholePorts &
    TrackPorts &
    SubmitPorts & {
      readonly desk: BatchDesk;
      readonly documents: ReturnType<typeof createDocuments>;
      readonly blobs: ReturnType<typeof openBlobs>;
    };
  readonly sim: ClaudeSim;
  readonly server: PrivateRedis;
  readonly spool: Spool;
  /** The folder of the spool, and of the sources in `blobs`. */
  readonly folder: string;
  readonly producer: Producer;
  /** For a worker that is a process of its own. */
  readonly environment: Readonly<Record<string, string>>;
  /** Stores another source of three pages. @returns its hash */
  aSource(bytes: Uint8Array): Promise<string>;
  readonly redis: Awaited<ReturnType<typeof connectRedis>>;
  readonly ledger: Ledger;
  /** Where a test wants answers to be kept: its ports keep none. */
  readonly cache: AnswerCache;
  /**
   * A document of three pages whose pages are to be read.
   * @param hash names a source other than the one there is
   */
  aDocument(options?: DocumentOptions, hash?: string, mediaType?: SourceMediaType): Promise<string>;
  /** A document of pictures that Claude is to fetch. */
  byAddress(urls: readonly string[], options?: DocumentOptions, way?: WholeWay): Promise<string>;
  /** The same, asked as a whole. */
  aWhole(way: WholeWay, options: DocumentOptions, hash?: string): Promise<string>;
  committed(id: string, page: number): Promise<Page | null>;
  close(): Promise<void>;
}

/** @param appendfsync `always`, as in production, unless thousands of calls have to be quick */
export async function openBench({
  latencyMs = 0,
  batchS = 0,
  appendfsync = 'always',
}: {
  readonly latencyMs?: number;
  /** How long a batch is in progress. */
  readonly batchS?: number;
  readonly appendfsync?: 'always' | 'no';
} = {}): Promise<Bench> {
  const server = await startPrivateRedis({ appendfsync });
  const redis = await connectRedis(server.url, createLog('test', 'silent'), { whenAway: 'wait' });
  const sim = await startClaudeSim({ engine: 'digest', latencyMs, tokensPerSecond: 0, batchS });
  const folder = await mkdtemp(join(tmpdir(), 'quire-vision-'));
  const blobs = openBlobs(`file://${folder}`);
  const stored = await blobs.put(Readable.from([await numberedPdf(PAGES)]), 1e9);
  const renderer = openPageRenderer({ processes: 1, timeoutMs: 30_000 });
  const producer = createProducer(redis, PREFIX);
  const pages = createPages(redis, PREFIX, LEDGER_RETENTION_S);
  const spool = openSpool(join(folder, 'spool'));
  const shared = {
    pages,
    onTrouble: () => undefined,
    paidPages: createPaidPages({ pages, spool, onTrouble: () => undefined }),
    owner: 'the-bench',
    calls: createCalls(redis, PREFIX, LEDGER_RETENTION_S),
    batches: createBatches(redis, PREFIX),
    batchCalls: createBatchCalls(redis, PREFIX, LEDGER_RETENTION_S),
    listedWithinMs: 0,
    strangers: new Set<string>(),
    // Its documents are all of the same pages: where answers are kept only the first would be asked.
    cache: null,
    prefixes: null,
    liveness: createLiveness(redis, PREFIX, 'pages'),
    spendCaps: {},
    callTimeoutMs: 3_000,
    blobs,
    renderer,
    producer,
    metrics: createMetrics('test'),
    documents: createDocuments(redis, PREFIX, 3_600),
    places: createPlaces(redis, PREFIX, admissionRules(1024)),
    outbox: createOutbox(redis, PREFIX),
    limiter: createLimiter(redis, PREFIX, 'the-bench', {}),
    claude: createClaude({ apiKey: 'sk-test', baseUrl: sim.url, deadlineMs: 3_000 }),
    defaultModel: 'claude-haiku-5-5',
  };
  const desk = openDesk({ mostBytes: 64_000_000, mostCalls: PAGES, longestWaitMs: 60_000 }, shared);
  const ports = { ...shared, desk };
  let made = 0;
  const sheets = Array.from({ length: PAGES }, (_, index) => ({
    page: index + 1,
    source: 0,
    index,
    width: 595,
    height: 842,
    unit: 'pt' as const,
  }));
  const make = async (
    options: DocumentOptions,
    sources: readonly Source[],
    way: WholeWay | null,
    plan: readonly PlannedPage[] = sheets,
  ): Promise<string> => {
    made += 1;
    const id = documentId(Date.now(), createHash('sha256').update(String(made)).digest());
    const document = {
      id,
      tenant: 'anna',
      createdAtMs: Date.now(),
      sources: [...sources],
      options,
    };
    const split = { queue: 'split', payload: JSON.stringify({ v: 1, documentId: id }) };
    await ports.documents.create(document, split.payload);
    await ports.outbox.remove(id, split);
    const job = JSON.stringify({ v: 1, documentId: id, page: WHOLE });
    await ports.documents.plan(id, plan, way === null ? undefined : { way, job });
    await ports.pages.takeSlice(id, { window: 100, again: false });
    return id;
  };
  const aFile = (sha256: string, mediaType: SourceMediaType): Source => ({
    sha256,
    bytes: stored.bytes,
    media_type: mediaType,
    filename: null,
  });
  return {
    ports,
    sim,
    server,
    spool,
    folder,
    producer,
    environment: {
      REDIS_URL: server.url,
      QUIRE_PREFIX: PREFIX,
      QUIRE_BLOBS: `file://${folder}`,
      ANTHROPIC_API_KEY: 'sk-test',
      ANTHROPIC_BASE_URL: sim.url,
      QUIRE_SPOOL: join(folder, 'spool-of-a-worker'),
      QUIRE_CACHE_TTL_S: '0',
      QUIRE_LIMITS: JSON.stringify({ 'claude-haiku-5-5': { rpm: 1e4, itpm: 1e8, otpm: 1e8 } }),
    },
    async aSource(bytes) {
      return (await blobs.put(Readable.from([bytes]), 1e9)).sha256;
    },
    redis,
    ledger: createLedger(redis, PREFIX, LEDGER_RETENTION_S),
    cache: createAnswerCache(redis, PREFIX, { ttlS: 3_600, maxBytes: 1e6 }),
    aDocument: (options = {}, hash = stored.sha256, mediaType = 'application/pdf') =>
      make(options, [aFile(hash, mediaType)], null),
    aWhole: (way, options, hash = stored.sha256) =>
      make(options, [aFile(hash, 'application/pdf')], way),
    byAddress(urls, options = {}, way) {
      const sources = urls.map((url): Source => ({
        sha256: createHash('sha256').update(url).digest('hex'),
        bytes: url.length,
        media_type: ADDRESS,
        filename: null,
        url,
      }));
      const unseen = { index: 0, width: 0, height: 0, unit: 'px' } as const;
      const plan = urls.map((_url, at) => ({ page: at + 1, source: at, ...unseen }));
      return make({ picture: 'url', ...options }, sources, way ?? null, plan);
    },
    async committed(id, page) {
      const json = await redis.hget(`${PREFIX}:{${id}}:pages`, String(page));
      return json === null ? null : pageSchema.parse(JSON.parse(json));
    },
    async close() {
      await desk.close();
      await producer.close();
      await renderer.close();
      redis.disconnect();
      await Promise.all([sim.stop(), server.stop(), rm(folder, { recursive: true })]);
    },
  };
}

/** A run of a job as the queue would begin it: the first of several, and nobody wants to end. */
export function aRun(context: Partial<JobContext> = {}): JobContext {
  const never = new AbortController().signal;
  const first = { attempt: 1, isLastAttempt: false, isFirstRun: true, rank: 0 };
  return { ...first, stopping: never, abandoned: never, ...context };
}
