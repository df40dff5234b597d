import { z } from 'zod';
import { faultKindNames } from './fault-kinds.ts';

const count = z.int().min(1);

/** One rule. All of its conditions must hold; without any it strikes every call. */
const faultRule = z.strictObject({
  fault: z.enum(faultKindNames),
  /** Which calls it looks at; by default Messages calls and the entries of batches. */
  endpoints: z
    .array(z.enum(['messages', 'batch_entry', 'count_tokens', 'batches', 'models', 'other']))
    .min(1)
    .optional(),
  /** Every n-th of the calls it looks at, counted from when the plan was set. */
  every: count.optional(),
  /** From and to this call, both included, counted from 1 when the plan was set. */
  from: count.optional(),
  to: count.optional(),
  /** Seconds since the plan was set. */
  after_s: z.number().min(0).optional(),
  until_s: z.number().min(0).optional(),
  /** How the SHA-256 of one of the call's pictures or PDFs begins, in hex. */
  page_hash: z
    .string()
    .regex(/^[0-9a-f]+$/)
    .optional(),
  /** Occurs in the text of the request. */
  text: z.string().min(1).optional(),
  model: z.string().optional(),
  /** Strikes so many times at most. */
  times: count.optional(),
  /** Strikes with this chance, decided by `seed` and the call's number: the same every run. */
  probability: z.number().min(0).max(1).optional(),
  seed: z.int().optional(),
  /** Of a stream: half of it, then an `error` event. The output so far is paid for. */
  mid_stream: z.boolean().optional(),
  retry_after_s: z.number().positive().optional(),
  hold_s: z.number().positive().optional(),
  bytes_per_second: z.number().positive().optional(),
  size_bytes: count.optional(),
});

export const faultPlan = z.array(faultRule);

export type FaultRule = z.infer<typeof faultRule>;
export type FaultPlan = readonly FaultRule[];
