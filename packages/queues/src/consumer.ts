import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DelayedError, type Job, UnrecoverableError } from 'bullmq';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { type Heartbeat, startHeartbeat } from './heartbeat.ts';
import { FailedForGood, Postponed, RetryNotBefore } from './job-ends.ts';
import { PromptWorker } from './prompt-worker.ts';
import { createPoisonCount, type PoisonCount } from './poison-count.ts';
import { type JobOf, type QueueName, queueTable, waitAfterFailureMs } from './queue-table.ts';

/** A lock outlives the longest call (120 s) and its commit; the heartbeat frees dead ones earlier. */
const LOCK_MS = 180_000;
/** How often lost jobs are looked for. BullMQ needs two looks to take one back. */
const STALLED_CHECK_MS = 5_000;
/** Workers that may die over a job, in 72 hours, before the job itself is let go of. */
const MAX_LOSSES = 5;
/** So high that BullMQ's own count, which never forgets, does not decide. */
const MAX_STALLS = 1_000;
/** A job that cannot be put off because Redis takes no writes is tried again after this. */
const PUT_OFF_AGAIN_MS = 2_000;
/** After the grace: for jobs to hear that they are abandoned, and for the queue to take them back. */
const LAST_WORDS_MS = 3_000;
/** How often a worker that is to end looks whether Redis is still there. */
const ALONE_CHECK_MS = 100;
/** A job of an unknown version waits this long for a newer worker. */
const UNKNOWN_VERSION_WAIT_MS = 30_000;

const laterVersion = z.object({ v: z.int().min(2) });

export interface JobContext {
  /** 1 for the first. */
  readonly attempt: number;
  readonly isLastAttempt: boolean;
  /** Whether nobody began it before: neither tried it, nor put it off, nor died over it. */
  readonly isFirstRun: boolean;
  /** In whose turn it comes: lower ones first; 0 before all, for a job that was given none. */
  readonly rank: number;
  /** Aborted when the process is asked to end: finish what is paid for, begin nothing new. */
  readonly stopping: AbortSignal;
  /** Aborted when the grace is over: let go of everything. */
  readonly abandoned: AbortSignal;
}

export interface JobOutcome {
  readonly queue: QueueName;
  readonly jobId: string;
  readonly attempt: number;
  readonly outcome: 'done' | 'postponed' | 'failed' | 'failed for good';
  readonly tookMs: number;
  readonly error?: unknown;
}

export interface ConsumerOptions<Name extends QueueName> {
  readonly redis: Redis;
  readonly prefix: string;
  readonly concurrency: number;
  /** Names this worker in leases of its own; any name that no other worker has or had. */
  readonly owner?: string;
  /** Told of workers of this queue that died, so that their leases can be freed. May be told twice. */
  readonly onDeath?: (owner: string) => Promise<void>;
  /** Does the job. Returning is success; `Postponed` and `FailedForGood` say what they say. */
  readonly handle: (job: JobOf<Name>, context: JobContext) => Promise<void>;
  /** A job whose workers ended so often that it is not given out any more. */
  readonly onLost: (job: JobOf<Name>) => Promise<void>;
  /** Called once for each run of a job. */
  readonly onOutcome: (outcome: JobOutcome) => void;
  /** Trouble with the queue itself: Redis away, locks lost. */
  readonly onTrouble: (error: Error) => void;
}

export interface Consumer {
  /** Takes no new job, lets those in hand finish for `graceMs`, then abandons them. */
  stop(graceMs: number): Promise<void>;
}

/** Takes jobs of one queue until it is stopped. */
export async function startConsumer<Name extends QueueName>(
  name: Name,
  options: ConsumerOptions<Name>,
): Promise<Consumer> {
  const stopping = new AbortController();
  const abandoned = new AbortController();
  const signals = { stopping: stopping.signal, abandoned: abandoned.signal };
  const inHand = new Set<Job>();
  const poison = createPoisonCount(options.redis, options.prefix, name);
  const worker = new PromptWorker<unknown, void>(
    name,
    // BullMQ passes the token only to processors with that many formal parameters.
    async (job, token) => {
      inHand.add(job);
      try {
        await run(name, job, token, signals, { ...options, poison });
      } finally {
        inHand.delete(job);
      }
    },
    {
      connection: options.redis,
      prefix: options.prefix,
      concurrency: options.concurrency,
      lockDuration: LOCK_MS,
      lockRenewTime: LOCK_MS / 6,
      stalledInterval: STALLED_CHECK_MS,
      maxStalledCount: MAX_STALLS,
      // Not before the first heartbeat: a worker that dies with a job must have been on the list.
      autorun: false,
      metrics: { maxDataPoints: 1440 },
      settings: {
        backoffStrategy: (attempt, _type, error) =>
          Math.max(
            waitAfterFailureMs(name, attempt, Math.random()),
            error instanceof RetryNotBefore ? error.afterMs : 0,
          ),
      },
    },
  );
  worker.on('error', options.onTrouble);
  worker.on('stalled', (jobId) => {
    poison.add(jobId).catch(options.onTrouble);
  });
  await worker.waitUntilReady();
  const heartbeat: Heartbeat = await startHeartbeat(
    name,
    { owner: options.owner ?? randomUUID(), workerId: worker.id },
    { ...options, onDeath: options.onDeath ?? (() => Promise.resolve()) },
  );
  worker.run().catch(options.onTrouble);
  return {
    async stop(graceMs) {
      stopping.abort(new Error('the process is ending'));
      const deadline = setTimeout(() => abandoned.abort(new Error('the grace is over')), graceMs);
      const over = new AbortController();
      // With nothing in hand and Redis away there is nobody to say goodbye to. Looked at again and
      // again: a Redis that was killed a moment ago is noticed a moment later.
      const untilAlone = async (): Promise<false> => {
        while (!over.signal.aborted && (inHand.size > 0 || options.redis.status === 'ready')) {
          await sleep(ALONE_CHECK_MS, undefined, { ref: false });
        }
        return false;
      };
      const isClosed = await Promise.race([
        worker.close().then(() => true),
        untilAlone(),
        sleep(graceMs + LAST_WORDS_MS, false, { ref: false }),
      ]);
      over.abort();
      clearTimeout(deadline);
      await Promise.race([
        heartbeat.stop({ isEmptyHanded: isClosed }),
        sleep(LAST_WORDS_MS, undefined, { ref: false }),
      ]);
    },
  };
}

async function run<Name extends QueueName>(
  name: Name,
  job: Job<unknown, void>,
  token: string | undefined,
  signals: Pick<JobContext, 'stopping' | 'abandoned'>,
  options: ConsumerOptions<Name> & { readonly poison: PoisonCount },
): Promise<void> {
  const startedAt = performance.now();
  const attempt = job.attemptsMade + 1;
  const isLastAttempt = attempt >= queueTable[name].attempts;
  // BullMQ counts each start, of which those that were put off use no attempt.
  const isFirstRun = job.attemptsStarted <= 1;
  const report = (outcome: JobOutcome['outcome'], error?: unknown): void => {
    const tookMs = Math.round(performance.now() - startedAt);
    options.onOutcome({ queue: name, jobId: job.id ?? '', attempt, outcome, tookMs, error });
  };
  try {
    const parsed = parseJob(name, job);
    // Counted apart from its attempts: it is asked for only where somebody died over this job.
    if (job.stalledCounter > 0 && (await options.poison.of(job.id ?? '')) >= MAX_LOSSES) {
      await options.onLost(parsed);
      await options.poison.clear(job.id ?? '');
      throw new FailedForGood(`${MAX_LOSSES} workers ended with this job in their hands`, null);
    }
    await options.handle(parsed, {
      attempt,
      isLastAttempt,
      isFirstRun,
      rank: job.priority,
      ...signals,
    });
    report('done');
  } catch (error) {
    if (error instanceof Postponed) {
      report('postponed', error);
      await putOff(job, error.forMs, token, signals.abandoned);
      throw new DelayedError();
    }
    if (error instanceof FailedForGood) {
      report('failed for good', error);
      // The message is what an operator reads as the job's reason on the dashboard.
      throw new UnrecoverableError(error.message);
    }
    report(isLastAttempt ? 'failed for good' : 'failed', error);
    throw error;
  }
}

/**
 * @throws Postponed for a payload of a later version: a newer worker will know it
 * @throws FailedForGood for one that no version ever wrote
 */
function parseJob<Name extends QueueName>(name: Name, job: Job<unknown, void>): JobOf<Name> {
  const read = queueTable[name].job.safeParse(job.data);
  if (read.success) return read.data;
  if (laterVersion.safeParse(job.data).success) {
    throw new Postponed(UNKNOWN_VERSION_WAIT_MS, `a payload of a later version: ${job.id}`);
  }
  throw new FailedForGood('unreadable payload: it was not written by Quire', read.error);
}

/**
 * Puts a job off. While Redis takes no writes, being full, it stays in hand: let go of, it would
 * count as failed, which is none of its doing.
 */
async function putOff(
  job: Job<unknown, void>,
  forMs: number,
  token: string | undefined,
  abandoned: AbortSignal,
): Promise<void> {
  for (;;) {
    try {
      await job.moveToDelayed(Date.now() + forMs, token);
      return;
    } catch (error) {
      // A lost lock stays lost: the job is another's by now.
      if (abandoned.aborted || !isRefusedWrite(error)) throw error;
      await sleep(PUT_OFF_AGAIN_MS, undefined, { signal: abandoned }).catch(() => undefined);
    }
  }
}

/** By the first word of an error reply, which is the protocol's code for it. */
function isRefusedWrite(error: unknown): boolean {
  return error instanceof Error && /^(OOM|MISCONF|READONLY|LOADING) /.test(error.message);
}
