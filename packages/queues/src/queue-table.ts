import { z } from 'zod';

/** Payload version. A worker that meets a newer one puts the job off instead of failing it. */
const v = z.literal(1);
const documentId = z.string().regex(/^[\w-]{1,64}$/);

/** How often the document was set going, 1 unless told: a failed job stays, and each round has its own. */
const round = z.int().min(1).optional();

const documentJob = z.object({ v, documentId });
const splitJob = z.object({ v, documentId, round });
type SplitJob = z.output<typeof splitJob>;
type DocumentJob = z.output<typeof documentJob>;
/** Page 0 is the document as a whole, where it is asked as one. */
const pageJob = z.object({
  v,
  documentId,
  page: z.int().min(0),
  round,
  /** In which turn it is to be enqueued, where an outbox owes it. */
  rank: z.int().min(1).optional(),
});
type PageJob = z.output<typeof pageJob>;
const webhookJob = z.object({
  v,
  documentId,
  /** Stays the same over all attempts, so that receivers can tell a repetition. */
  webhookId: z.string().regex(/^[\w-]{1,64}$/),
  type: z.string(),
  /** Which of its document's events. */
  sequence: z.int().min(1).optional(),
  /** How often it was asked to be sent again by then: a job of an earlier run has nothing left to do. */
  replay: z.int().min(1).optional(),
});
type WebhookJob = z.output<typeof webhookJob>;

interface Jobs {
  split: SplitJob;
  pages: PageJob;
  aggregate: DocumentJob;
  webhooks: WebhookJob;
}

interface QueueSpec<Job> {
  readonly job: z.ZodType<Job>;
  readonly id: (job: Job) => string;
  /** Failures after which a job has failed for good. */
  readonly attempts: number;
  /** How long to wait after the first failure, the second, …; the last stands for all later ones. */
  readonly waitsMs: readonly number[];
}

const second = 1000;

/** Waits of 1 s doubled at each attempt, at most a minute. */
const doubling = [1, 2, 4, 8, 16, 32, 60].map((seconds) => seconds * second);

/**
 * Every queue: its jobs' shape, their ids, how often a job is tried and how long after each
 * failure. A job names its work and never carries it; its id makes enqueueing it twice harmless.
 * BullMQ forbids ':' in ids and ids of digits alone.
 */
export const queueTable: { readonly [Name in keyof Jobs]: QueueSpec<Jobs[Name]> } = {
  /** Documents to take apart. */
  split: {
    job: splitJob,
    id: (job) => `split-${job.documentId}${inRound(job)}`,
    attempts: 5,
    waitsMs: doubling,
  },
  /** Pages to read. */
  pages: {
    job: pageJob,
    id: (job) => `${job.documentId}-p${job.page}${inRound(job)}`,
    attempts: 5,
    waitsMs: doubling,
  },
  /** Documents of which every page has ended. */
  aggregate: {
    job: documentJob,
    id: (job) => `aggregate-${job.documentId}`,
    attempts: 10,
    waitsMs: doubling,
  },
  /** Ended documents to be told of. What receivers do uses up none of these: it is on the deliveries' record. */
  webhooks: {
    job: webhookJob,
    id: ({ webhookId, replay }) => `${webhookId}${replay === undefined ? '' : `-again${replay}`}`,
    attempts: 10,
    waitsMs: doubling,
  },
};

function inRound({ round: nth = 1 }: { readonly round?: number | undefined }): string {
  return nth > 1 ? `-r${nth}` : '';
}

export type QueueName = keyof Jobs;
export type JobOf<Name extends QueueName> = Jobs[Name];

export const queueNames = ['split', 'pages', 'aggregate', 'webhooks'] as const;

export function isQueueName(text: string): text is QueueName {
  return Object.hasOwn(queueTable, text);
}

/**
 * How long a job waits after a failure: the table's step with up to half of it taken off by chance,
 * so that jobs which failed together do not come back together.
 * @param attempt 1 after the first failure
 * @param chance from 0 to 1
 */
export function waitAfterFailureMs(name: QueueName, attempt: number, chance: number): number {
  const { waitsMs } = queueTable[name];
  const step = waitsMs[Math.min(attempt, waitsMs.length) - 1] ?? 0;
  return Math.round(step * (1 - chance / 2));
}
