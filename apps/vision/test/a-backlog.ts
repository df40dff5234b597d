import { createHash } from 'node:crypto';
import { documentId } from '@quire/domain';
import { createLimiter, type Limiter } from '@quire/limits';
import { type Consumer, type JobOutcome, startConsumer } from '@quire/queues';
import { makeImage } from '@quire/testkit';
import { giveUpPage, readPage, type ReadPagePorts } from '../src/read-page.ts';
import type { Bench } from './open-bench.ts';

/** So much that nothing but a hold is ever in the way, though no time passes. */
const LIMITS = { rpm: 1e7, itpm: 1e10, otpm: 1e10 };

/** Pages that wait in the real queue for a real consumer, and a limiter whose time stands still. */
export interface Backlog {
  readonly limiter: Limiter;
  readonly documents: readonly string[];
  /** Of every run of a job. */
  readonly outcomes: readonly JobOutcome[];
  /** Pictures drawn so far. */
  drawn(): number;
  start(): Promise<void>;
  /** For the limiter alone. */
  pass(ms: number): void;
  /** Ends the holds, some seconds after whoever was put off has lost his place in the line. */
  resume(): Promise<void>;
  /** What was put off comes back now instead of in fifteen seconds; waits until none is in hand. */
  again(): Promise<void>;
  /** Waits until no page is in hand or waiting for a slot. */
  untilIdle(): Promise<void>;
  stop(): Promise<void>;
}

/** All pages show the same small picture, which is drawn once: what is tested is not the drawing. */
export async function aBacklog(
  bench: Bench,
  { documents: count, pagesEach, concurrency }: BacklogSize,
): Promise<Backlog> {
  const { ports: real, producer, redis } = bench;
  const image = { width: 280, height: 280, format: 'png', text: 'one of many' } as const;
  const hash = await bench.aSource(await makeImage(image));
  let nowMs = Date.now();
  const groups = { [real.defaultModel]: LIMITS };
  const limiter = createLimiter(redis, 'test', real.owner, groups, () => nowMs);
  bench.sim.setLimits({ '*': LIMITS });
  let drawn = 0;
  let picture: ReturnType<ReadPagePorts['renderer']['picture']> | undefined;
  const ports: ReadPagePorts = {
    ...real,
    limiter,
    renderer: {
      ...real.renderer,
      picture(...request) {
        drawn += 1;
        picture ??= real.renderer.picture(...request);
        return picture;
      },
    },
  };
  const documents: string[] = [];
  for (let made = 0; made < count; made += 1) {
    documents.push(await aDocument(bench, hash, made, pagesEach));
  }
  const outcomes: JobOutcome[] = [];
  const troubles: Error[] = [];
  let consumer: Consumer | undefined;
  const untilIdle = async (): Promise<void> => {
    for (;;) {
      const { active = 0, waiting = 0 } = await producer.queues.pages.getJobCounts();
      if (active + waiting === 0) return;
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
    }
  };
  return {
    limiter,
    documents,
    outcomes,
    drawn: () => drawn,
    async start() {
      consumer = await startConsumer('pages', {
        redis,
        prefix: 'test',
        owner: real.owner,
        concurrency,
        handle: (job, context) => readPage(job, ports, context),
        onLost: (job) => giveUpPage(job, ports),
        onOutcome: (outcome) => outcomes.push(outcome),
        onTrouble: (error) => troubles.push(error),
      });
    },
    pass(ms) {
      nowMs += ms;
    },
    async resume() {
      nowMs += 5_000;
      await limiter.resume();
    },
    async again() {
      await producer.queues.pages.promoteJobs();
      await untilIdle();
    },
    untilIdle,
    async stop() {
      await consumer?.stop(5_000);
      if (troubles.length > 0) throw new AggregateError(troubles);
    },
  };
}

interface BacklogSize {
  readonly documents: number;
  /** A window's worth at most: all of them wait in the queue. */
  readonly pagesEach: number;
  readonly concurrency: number;
}

async function aDocument(
  { ports, producer }: Bench,
  hash: string,
  made: number,
  pages: number,
): Promise<string> {
  const id = documentId(Date.now(), createHash('sha256').update(`backlog ${made}`).digest());
  const source = { sha256: hash, bytes: 1, media_type: 'image/png', filename: null } as const;
  const document = { id, tenant: 'anna', createdAtMs: Date.now(), sources: [source], options: {} };
  await ports.documents.create(document, JSON.stringify({ v: 1, documentId: id }));
  await ports.outbox.remove(id, { queue: 'split', payload: '' });
  const size = { source: 0, index: 0, width: 280, height: 280, unit: 'px' } as const;
  const numbers = Array.from({ length: pages }, (_, index) => index + 1);
  await ports.documents.plan(
    id,
    numbers.map((page) => ({ page, ...size })),
  );
  await ports.pages.takeSlice(id, { window: pages, again: false });
  await producer.addPages(id, numbers);
  return id;
}
