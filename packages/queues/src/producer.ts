import { type JobsOptions, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { isQueueName, type JobOf, type QueueName, queueNames, queueTable } from './queue-table.ts';

/** Page jobs are added this many at a time: one pipeline that stalls Redis for a few milliseconds. */
const ADD_CHUNK = 250;

/** Adds jobs. Adding one that is there already changes nothing. */
export interface Producer {
  add<Name extends QueueName>(name: Name, job: JobOf<Name>): Promise<void>;
  addPages(documentId: string, pages: readonly number[], round?: number): Promise<void>;
  /** Adds a job, or gives it another run where it stands failed for good. */
  ensure<Name extends QueueName>(name: Name, job: JobOf<Name>): Promise<void>;
  /** The same for pages of one document: where their jobs stand as they should, no more than a look. */
  ensurePages(documentId: string, pages: readonly number[], round?: number): Promise<void>;
  /** Has the jobs of pages run now: adds those that are not there, and puts forward those that were put off. */
  wakePages(documentId: string, pages: readonly number[], round?: number): Promise<void>;
  /** Adds a job from an outbox, where queue and payload are text. */
  addEntry(name: string, payload: string): Promise<void>;
  /** The queues themselves, for the dashboard and for counting. */
  readonly queues: Readonly<Record<QueueName, Queue>>;
  close(): Promise<void>;
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
  ): Promise<void> => {
    for (let from = 0; from < jobs.length; from += ADD_CHUNK) {
      const chunk = jobs.slice(from, from + ADD_CHUNK);
      const added = await queues[name].addBulk(
        chunk.map((job) => ({ name, data: job, opts: jobOptions(name, job) })),
      );
      // BullMQ answers some refusals with a negative number in place of the id.
      const refused = added.find((job) => Number(job.id) < 0);
      if (refused) throw new Error(`queue ${name} refused a job with code ${refused.id}`);
    }
  };
  return {
    queues,
    addPages: (documentId, pages, round = 1) =>
      addMany(
        'pages',
        pages.map((page) => pageJob(documentId, page, round)),
      ),
    add: (name, job) => addMany(name, [job]),
    async ensure(name, job) {
      await addMany(name, [job]);
      const standing = await queues[name].getJob(queueTable[name].id(job));
      if (await standing?.isFailed()) await standing?.retry('failed');
    },
    async ensurePages(documentId, pages, round = 1) {
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
      );
      for (const { id, hasFailed } of standing) {
        if (hasFailed) await (await queue.getJob(id))?.retry('failed');
      }
    },
    async wakePages(documentId, pages, round = 1) {
      const jobs = pages.map((page) => pageJob(documentId, page, round));
      await addMany('pages', jobs);
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
      await addMany(name, [queueTable[name].job.parse(JSON.parse(payload))]);
    },
    async close() {
      await Promise.all(queueNames.map((name) => queues[name].close()));
    },
  };
}

function pageJob(documentId: string, page: number, round: number): JobOf<'pages'> {
  return { v: 1, documentId, page, ...(round > 1 && { round }) };
}

function jobOptions<Name extends QueueName>(name: Name, job: JobOf<Name>): JobsOptions {
  return {
    jobId: queueTable[name].id(job),
    attempts: queueTable[name].attempts,
    backoff: { type: 'custom' },
    // The records say what is done; a kept job would only stand in the way of running it again.
    removeOnComplete: true,
    removeOnFail: { age: 7 * 86_400, count: 10_000 },
  };
}
