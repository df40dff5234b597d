import { z } from 'zod';

const paused = z.object({
  model_group: z.string().describe('Models that share a limit; `*` for all.'),
  reason: z.string().describe('The code of a failure.'),
  detail: z.string(),
  since: z.iso.datetime(),
  seconds: z.number().describe('Until it is tried again.'),
  kind: z.enum(['pause', 'halt']).describe('A pause ends by itself; a halt by resuming.'),
});

const limit = z.object({
  model_group: z.string(),
  per_minute: z.object({ rpm: z.number(), itpm: z.number(), otpm: z.number() }),
  is_known: z
    .boolean()
    .describe('Configured or learned; until then the lowest ever published are kept to.'),
  left: z
    .object({ requests: z.number(), input_tokens: z.number(), output_tokens: z.number() })
    .describe('Of this minute; below zero: booked ahead.'),
  calls_in_flight: z.int(),
  output_tokens_per_s: z.number().describe('Of one answer, from its request to its last byte.'),
});

const openBatch = z.object({
  id: z.string().nullable().describe("The provider's; null until it is known."),
  state: z
    .enum(['intended', 'sending', 'unknown', 'created', 'lost', 'dropped'])
    .describe(
      'Being written down, being sent, perhaps created and looked for, created, looked for in vain, ' +
        'never sent and being given back.',
    ),
  model: z.string(),
  pages: z.int(),
  created_at: z.string().nullable(),
  expires_at: z.string().nullable(),
});

const budget = z.object({
  name: z.string(),
  cap_usd: z.number(),
  spent_usd: z.number(),
  reserved_usd: z.number().describe('For calls under way.'),
});

/** How Quire is doing, as the outside sees it. */
export const statusView = z.object({
  queues: z
    .record(z.string(), z.record(z.string(), z.int()))
    .describe('Jobs of each queue by their state: `waiting`, `active`, `delayed`, `failed`.'),
  paused: z.array(paused).describe('What is held up, and why.'),
  limits: z.array(limit).describe('What is left of the rate limits.'),
  batches: z.array(openBatch).describe('Batches that are not done with, oldest first.'),
  budgets: z.array(budget).describe("The caller's own of this day and month; none for operators."),
  webhooks: z.object({
    disabled: z
      .array(
        z.object({
          tenant: z.string(),
          origin: z.string(),
          reason: z.string().describe('The code of a failure.'),
          since: z.iso.datetime(),
        }),
      )
      .describe("Endpoints to which nothing is sent: the caller's own; for operators all."),
  }),
  documents: z.object({
    active: z.int().describe('Documents that have not ended, of all tenants.'),
    open: z.int().describe('Of those, documents that are being taken apart and read.'),
    waiting_for_admission: z.int().describe('Of those, documents that wait until there is room.'),
    oldest: z
      .object({
        id: z.string().nullable().describe("Null where it is another tenant's."),
        accepted_at: z.iso.datetime(),
        waiting_s: z.int(),
      })
      .nullable()
      .describe('Of those, the one that was accepted first.'),
  }),
});

/** What an operator ended by resuming. */
export const resumedView = z.object({
  ended: z.array(z.object({ model_group: z.string(), reason: z.string() })),
});

export type StatusView = z.output<typeof statusView>;
export type ResumedView = z.output<typeof resumedView>;
