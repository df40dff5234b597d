import { callSteps, pagePicture } from '@quire/domain';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { batchKeys } from './keys.ts';
import { loadScript } from './script.ts';

const moveBatch = loadScript('move-batch-3', 'time');

/**
 * Where a batch stands. `intended`: its calls are about to be written down, and nothing was sent.
 * `sending`: it is being created, or was. `unknown`: whoever created it does not know whether that went
 * well. `created`: the provider has it. `lost`: it was never seen at the provider's, and is waited for no
 * longer. `dropped`: it was never sent, and its calls are to be given back.
 */
const states = ['intended', 'sending', 'unknown', 'created', 'lost', 'dropped'] as const;

export type BatchState = (typeof states)[number];

/** One call in a batch. `custom_id` names document, page and claim, so that it is found by that alone. */
export const batchEntry = z.object({
  custom_id: z.string(),
  document: z.string(),
  page: z.int(),
  /** Of the claim under which it was gathered. */
  fence: z.int(),
  /** Which of its page's calls; 0 until its intent is written. */
  attempt: z.int(),
  /** Calls in the page's draft that it was built upon, and the step after them. */
  base: z.int(),
  step: z.enum(callSteps),
  model: z.string(),
  reservation: z.string(),
  /** As the limiter knows such work. */
  group: z.string(),
  kind: z.string(),
  input_tokens: z.number(),
  /** What such a call is expected to come to: 0 until it is reserved. */
  expected_output_tokens: z.number(),
  expected_micro_usd: z.number(),
  picture: pagePicture.nullable(),
  rotation: z.number(),
});

export type BatchEntry = z.output<typeof batchEntry>;

const batchRecord = z.object({
  state: z.enum(states),
  owner: z.string(),
  group: z.string(),
  model: z.string(),
  /** Calls in it. */
  count: z.coerce.number(),
  moved_at_ms: z.coerce.number(),
  intended_at_ms: z.coerce.number(),
  /** When its creation began; 0 before. */
  sending_at_ms: z.coerce.number().default(0),
  /** The provider's name for it, and what the provider says of it. */
  id: z.string().default(''),
  created_at: z.string().default(''),
  expires_at: z.string().default(''),
  /** Whether it was asked to be cancelled, since nobody wants what is in it any more. */
  cancelled: z.coerce.number().default(0),
  /** How often its results were read to their end. */
  readings: z.coerce.number().default(0),
  /** Since when the provider has said that there is no such batch; 0 while it has it. */
  missing_since_ms: z.coerce.number().default(0),
});

export type BatchRecord = z.output<typeof batchRecord> & { readonly key: string };

/** Batches that are not done with. Their calls are on record with their documents as well. */
export interface Batches {
  /**
   * Writes a new batch down, before any of its calls is.
   * @param entries with `attempt` 0
   */
  intend(
    key: string,
    about: Pick<BatchRecord, 'owner' | 'group' | 'model'>,
    entries: readonly BatchEntry[],
  ): Promise<void>;
  /**
   * Moves a batch on, if it is still in the state that the caller knows.
   * @returns false where another process has moved it elsewhere
   */
  move(
    key: string,
    from: BatchState,
    to: BatchState,
    more?: { readonly entries?: readonly BatchEntry[] } & Partial<
      Omit<BatchRecord, 'key' | 'state'>
    >,
  ): Promise<boolean>;
  /** Notes something about a batch that stays where it is. */
  note(
    key: string,
    more: Partial<Pick<BatchRecord, 'cancelled' | 'readings' | 'missing_since_ms'>>,
  ): Promise<void>;
  /** Forgets a batch of which nothing is left to do. */
  forget(key: string, from: BatchState): Promise<void>;
  /** Those that are not done with, oldest first. */
  open(): Promise<BatchRecord[]>;
  entries(key: string): Promise<BatchEntry[]>;
  /** Redis' clock, by which the records are kept. */
  nowMs(): Promise<number>;
  /** Takes the turn to look after all of them. @returns false while another process has it */
  takeTurn(owner: string, forMs: number): Promise<boolean>;
}

export function createBatches(redis: Redis, prefix: string): Batches {
  const move = async (
    key: string,
    from: BatchState | '',
    to: BatchState | '',
    more: Readonly<Record<string, string | number | readonly BatchEntry[] | undefined>>,
  ): Promise<boolean> => {
    const { batch, open, entries } = batchKeys(prefix, key);
    const fields = Object.entries(more).flatMap(([name, value]) => [
      name,
      typeof value === 'object' ? JSON.stringify(value) : String(value ?? ''),
    ]);
    return (await moveBatch.run(redis, [batch, open, entries], [from, to, key, ...fields])) === 1;
  };
  return {
    async intend(key, about, entries) {
      await move(key, '', 'intended', { ...about, count: entries.length, entries });
    },
    move: (key, from, to, more = {}) => move(key, from, to, more),
    async note(key, more) {
      const { batch } = batchKeys(prefix, key);
      // Of one that was forgotten meanwhile nothing must stay.
      if ((await redis.exists(batch)) === 1) await redis.hset(batch, more);
    },
    async forget(key, from) {
      await move(key, from, '', {});
    },
    async open() {
      const keys = await redis.zrange(batchKeys(prefix).open, '0', '-1');
      const records = await Promise.all(
        keys.map(async (key) => {
          const fields = await redis.hgetall(batchKeys(prefix, key).batch);
          const read = batchRecord.safeParse(fields);
          return read.success ? [{ key, ...read.data }] : [];
        }),
      );
      return records.flat();
    },
    async entries(key) {
      const json = await redis.get(batchKeys(prefix, key).entries);
      return json === null ? [] : z.array(batchEntry).parse(JSON.parse(json));
    },
    async nowMs() {
      const [seconds, microseconds] = await redis.time();
      return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
    },
    async takeTurn(owner, forMs) {
      const { leader } = batchKeys(prefix);
      const taken = await redis.set(leader, owner, 'PX', forMs, 'NX');
      if (taken === 'OK') return true;
      if ((await redis.get(leader)) !== owner) return false;
      await redis.pexpire(leader, forMs);
      return true;
    },
  };
}
