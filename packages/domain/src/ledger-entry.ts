import { z } from 'zod';

/**
 * What became of one call's money. `accepted`: its answer is the page's. `waste`: answered and paid
 * for, after another answer had become the page's. `free`: refused without charge. `ambiguous`: sent,
 * and possibly charged, with no answer to show for it; booked at what it was expected to cost.
 */
export const callClasses = ['accepted', 'waste', 'free', 'ambiguous'] as const;

export type CallClass = (typeof callClasses)[number];

/** Tokens as the provider charges them. All five are 0 where nothing was charged, or nobody knows. */
export const callTokens = z.object({
  input_tokens: z
    .int()
    .describe('Input that was neither read from a prompt cache nor written to it.'),
  cache_read_tokens: z.int(),
  cache_write_tokens: z.int(),
  output_tokens: z.int().describe('Thinking included.'),
  thinking_tokens: z.int().describe('Of the output.'),
});

export type CallTokens = z.output<typeof callTokens>;

/** What is known of a call before it is sent; the same in each of its entries. */
export const callFacts = z.object({
  tenant: z.string(),
  page: z.int(),
  model: z.string(),
  lane: z.enum(['realtime', 'batch']),
  reservation_id: z.string(),
  price_table: z.string().describe('Version of the price table.'),
  expected_micro_usd: z.int(),
});

export type CallFacts = z.output<typeof callFacts>;

/**
 * One line of the ledger; numbers and names, never content. Each call has an `intent`, written before
 * its first byte leaves, and then one `outcome`. A call that was booked as ambiguous and answered
 * after all has a `reversal`, which takes that booking back, and a second outcome. So the sum of
 * `cost_micro_usd` over any set of lines is what they cost.
 */
export const ledgerEntry = callFacts.extend({
  /** Unique: the document's id and its line's. */
  id: z.string(),
  at_ms: z.int().describe("Redis' clock, in milliseconds since 1970."),
  document: z.string(),
  attempt: z.int().describe("Which of its page's calls: 1 for the first."),
  kind: z.enum(['intent', 'outcome', 'reversal']),
  class: z.enum(callClasses).nullable().describe('Null in an intent.'),
  code: z.string().nullable().describe('Why there is no accepted answer, as a failure code.'),
  request_id: z.string().nullable(),
  cost_micro_usd: z.int().describe('0 in an intent, negative in a reversal.'),
  usage: callTokens,
});

export type LedgerEntry = z.output<typeof ledgerEntry>;

export const noTokens: CallTokens = {
  input_tokens: 0,
  cache_read_tokens: 0,
  cache_write_tokens: 0,
  output_tokens: 0,
  thinking_tokens: 0,
};
