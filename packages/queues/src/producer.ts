import { type JobsOptions, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { isQueueName, type JobOf, type QueueName, queueNames, queueTable } from './queue-table.ts';

/** Page jobs are added this many at a time: one pipeline that stalls Redis for a few milliseconds. */
const ADD_CHUNK = 250;

/** Adds jobs. Adding one that is there already changes nothing. */
export interface Producer {
  /** @param rank from 1, which goes first; without it the job goes before all that have one */
  add<Name extends QueueName>(name: Name, job: JobOf<Name>, rank?: number): Promise<void>;
  addPages(
    documentId: string,
    pages: readonly number[],
    round?: number,
    rank?: number,
  ): Promise<void>;
  /** Has a document taken apart, or go on, in its turn. */
  addSplit(documentId: string, round: number, rank: number): Promise<void>;
  /** Adds a job, or gives it another run where it stands failed for good. */
  ensure<Name extends QueueName>(name: Name, job: JobOf<Name>, rank?: number): Promise<void>;
  /** The same for pages of one document: where their jobs stand as they should, no more than a look. */
  ensurePages(
    documentId: string,
    pages: readonly number[],
    round?: number,
    rank?: number,
  ): Promise<void>;
  /**
   * Has pages go first whose rank is left from before ranks began again.
   * @param isOverdue by rank
   */
  advanceOverdue(isOverdue: (rank: number) => boolean): Promise<void>;
  /** Has the jobs of pages run now that were put off. */
  wakePages(documentId: string, pages: readonly number[], round?: number): Promise<void>;
  /** Adds a job from an outbox, where queue and payload are text. */
  addEntry(name: string, payload: string): Promise<void>;
  /**
   * Removes all jobs of a document, from wherever they stand.
   * @returns how many of them are being run: those stay
   */
  removeJobs(documentId: string, jobs: DocumentJobs): Promise<number>;
  /** The queues themselves, for the dashboard and for counting. */
  readonly queues: Readonly<Record<QueueName, Queue>>;
  close(): Promise<void>;
}

/** Which jobs a document may have. */
interface DocumentJobs {
  /** Numbers of its pages. */
  readonly pages: readonly number[];
  /** How often it was set going. */
  readonly rounds: number;
  readonly webhookIds: readonly string[];
}

/** @param redis a connection of the caller's, which stays the caller's to close */
export function createProducer(redis: Redis, prefix: string): Producer {
  const open = (name: QueueName): Queue => {
    const queue = new Queue(name, {
      connection: redis,
      prefix,
      // Nothing here reads the event streams, and the dashboard needs only the latest.
      streams: { events: { maxLen: 500 } },
    });
    // The connection reports its own errors; BullMQ repeats them on each queue.
    queue.on('error', () => undefined);
    return queue;
  };
  const queues = {
    split: open('split'),
    pages: open('pages'),
    aggregate: open('aggregate'),
    webhooks: open('webhooks'),
  };
  const addMany = async <Name extends QueueName>(
    name: Name,
    jobs: readonly JobOf<Name>[],
    rank?: number,
  ): Promise<void> => {
    for (let from = 0; from < jobs.length; from += ADD_CHUNK) {
      const chunk = jobs.slice(from, from + ADD_CHUNK);
      const added = await queues[name].addBulk(
        chunk.map((job) => ({ name, data: job, opts: jobOptions(name, job, rank) })),
      );
      // BullMQ answers some refusals with a negative number in place of the id.
      const refused = added.find((job) => Number(job.id) < 0);
      if (refused) throw new Error(`queue ${name} refused a job with code ${refused.id}`);
    }
  };
  return {
    queues,
    addPages: (documentId, pages, round = 1, rank) =>
      addMany(
        'pages',
        pages.map((page) => pageJob(documentId, page, round)),
        rank,
      ),
    add: (name, job, rank) => addMany(name, [job], rank),
    addSplit: (documentId, round, rank) => addMany('split', [splitJob(documentId, round)], rank),
    async ensure(name, job, rank) {
      await addMany(name, [job], rank);
      const standing = await queues[name].getJob(queueTable[name].id(job));
      if (await standing?.isFailed()) await standing?.retry('failed');
    },
    async ensurePages(documentId, pages, round = 1, rank) {
      const queue = queues.pages;
      const standing = await Promise.all(
        pages.map(async (page) => {
          const job = pageJob(documentId, page, round);
          const id = queueTable.pages.id(job);
          // Asked for together, they are one message to Redis.
          const [isThere, failedAt] = await Promise.all([
            redis.exists(queue.toKey(id)),
            redis.zscore(queue.toKey('failed'), id),
          ]);
          return { job, id, isThere: isThere === 1, hasFailed: failedAt !== null };
        }),
      );
      await addMany(
        'pages',
        standing.flatMap(({ job, isThere }) => (isThere ? [] : [job])),
        rank,
      );
      for (const { id, hasFailed } of standing) {
        if (hasFailed) await (await queue.getJob(id))?.retry('failed');
      }
    },
    async advanceOverdue(isOverdue) {
      const queue = queues.pages;
      const last = await redis.zrange(
        queue.toKey('prioritized'),
        '0',
        String(ADD_CHUNK - 1),
        'REV',
      );
      const jobs = await Promise.all(last.map((id) => queue.getJob(id)));
      // Those that come last are looked at: where there is none among them there is none.
      for (const job of jobs) {
        if (job !== undefined && isOverdue(job.priority)) await job.changePriority({ priority: 1 });
      }
    },
    async wakePages(documentId, pages, round = 1) {
      const jobs = pages.map((page) => pageJob(documentId, page, round));
      const putOff = await Promise.all(
        jobs.map((job) => redis.zscore(queues.pages.toKey('delayed'), queueTable.pages.id(job))),
      );
      for (const [at, job] of jobs.entries()) {
        if ((putOff[at] ?? null) === null) continue;
        // Taken up by itself in this moment it is what was wanted.
        const standing = await queues.pages.getJob(queueTable.pages.id(job));
        await standing?.promote().catch(() => undefined);
      }
    },
    async addEntry(name, payload) {
      if (!isQueueName(name)) throw new Error(`there is no queue ${name}`);
      const job = queueTable[name].job.parse(JSON.parse(payload));
      await addMany(name, [job], 'rank' in job ? Number(job.rank) : undefined);
    },
    async removeJobs(documentId, jobs) {
      let running = 0;
      for (const [name, ids] of jobIds(documentId, jobs)) {
        const queue = queues[name];
        for (let from = 0; from < ids.length; from += ADD_CHUNK) {
          const chunk = ids.slice(from, from + ADD_CHUNK);
          // Asked for together, they are one message to Redis: most are not there.
          const are = await Promise.all(chunk.map((id) => redis.exists(queue.toKey(id))));
          for (const [at, id] of chunk.entries()) {
            if (are[at] === 1 && (await queue.remove(id)) === 0) running += 1;
          }
        }
      }
      return running;
    },
    async close() {
      await Promise.all(queueNames.map((name) => queues[name].close()));
    },
  };
}

/** Names of all jobs that a document may have, by queue. */
function jobIds(
  documentId: string,
  { pages, rounds, webhookIds }: DocumentJobs,
): [QueueName, string[]][] {
  const job = { v: 1, documentId } as const;
  const each = Array.from({ length: rounds }, (_, at) => at + 1);
  // Page 0 is the document as a whole.
  const ofPages = each.flatMap((round) => [0, ...pages].map((page) => ({ ...job, page, round })));
  return [
    ['split', each.map((round) => queueTable.split.id({ ...job, round }))],
    ['pages', ofPages.map(queueTable.pages.id)],
    ['aggregate', [queueTable.aggregate.id(job)]],
    ['webhooks', [...webhookIds]],
  ];
}

function pageJob(documentId: string, page: number, round: number): JobOf<'pages'> {
  return { v: 1, documentId, page, ...(round > 1 && { round }) };
}

function splitJob(documentId: string, round: number): JobOf<'split'> {
  return { v: 1, documentId, ...(round > 1 && { round }) };
}

function jobOptions<Name extends QueueName>(
  name: Name,
  job: JobOf<Name>,
  rank: number | undefined,
): JobsOptions {
  return {
    ...(rank !== undefined && { priority: rank }),
    jobId: queueTable[name].id(job),
    attempts: queueTable[name].attempts,
    backoff: { type: 'custom' },
    // The records say what is done; a kept job would only stand in the way of running it again.
    removeOnComplete: true,
    removeOnFail: { age: 7 * 86_400, count: 10_000 },
  };
}
