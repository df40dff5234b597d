import { z } from 'zod';
import { shiftDay } from './shift-day.ts';

/** One billed call, where the provider's file names each. */
export interface BilledCall {
  readonly requestId: string;
  readonly day: string;
  readonly model: string;
  readonly microUsd: number;
}

/** What the provider charged on one day (UTC) for one model: in micro-dollars, or in tokens. */
interface BilledDay {
  readonly day: string;
  readonly model: string;
  readonly amount: number;
}

/**
 * A provider's own account of what was used. `micro_usd`: money. `tokens`: all tokens, of every kind;
 * a usage report tells no prices.
 */
export interface ProviderBill {
  readonly unit: 'micro_usd' | 'tokens';
  /** What it covers, as ISO times; null where it does not say: an audit without a single call. */
  readonly span: { readonly since: string; readonly until: string } | null;
  readonly days: readonly BilledDay[];
  /** Null where the file knows no single calls. */
  readonly calls: readonly BilledCall[] | null;
}

const tokens = z.int().min(0).nullish();
const bucket = { starting_at: z.string(), ending_at: z.string() };

/** `GET /v1/organizations/cost_report`, grouped by description; amounts are cents as decimal text. */
const costReport = z.object({
  data: z
    .array(
      z.object({
        ...bucket,
        results: z.array(
          z.looseObject({
            amount: z.string().regex(/^-?\d+(\.\d+)?$/),
            currency: z.literal('USD'),
            cost_type: z.string().nullish(),
            model: z.string().nullish(),
          }),
        ),
      }),
    )
    .min(1),
});

/** `GET /v1/organizations/usage_report/messages`, grouped by model, in buckets of a day or less. */
const usageReport = z.object({
  data: z
    .array(
      z.object({
        ...bucket,
        results: z.array(
          z.looseObject({
            model: z.string().nullish(),
            uncached_input_tokens: z.int().min(0),
            cache_read_input_tokens: tokens,
            cache_creation: z
              .object({ ephemeral_5m_input_tokens: tokens, ephemeral_1h_input_tokens: tokens })
              .nullish(),
            output_tokens: z.int().min(0),
          }),
        ),
      }),
    )
    .min(1),
});

/** `GET /audit` of the stand-in: each call by its request id. */
const standInAudit = z.object({
  standin: z.literal(true),
  requests: z.array(
    z.looseObject({
      request_id: z.string(),
      batch_id: z.string().nullish(),
      custom_id: z.string().nullish(),
      arrived_at: z.string(),
      model: z.string().nullable(),
      is_billed: z.boolean(),
      micro_usd: z.int(),
    }),
  ),
});

/**
 * Reads a provider's export: its cost report, its usage report, or the stand-in's audit.
 * @returns null when it is none of them
 */
export function readProviderBill(json: unknown): ProviderBill | null {
  const audit = standInAudit.safeParse(json);
  if (audit.success) {
    const calls = audit.data.requests
      .filter(({ is_billed: isBilled }) => isBilled)
      .map((call) => ({
        // Results of a batch name no request: what was in one is known by what it was called there.
        requestId: call.custom_id ? `${call.batch_id ?? ''}/${call.custom_id}` : call.request_id,
        day: call.arrived_at.slice(0, 10),
        model: call.model ?? UNNAMED,
        microUsd: call.micro_usd,
      }));
    const days = calls.map(({ day, model, microUsd: amount }) => ({ day, model, amount }));
    return { unit: 'micro_usd', span: spanOfDays(calls.map(({ day }) => day)), days, calls };
  }
  const usage = usageReport.safeParse(json);
  if (usage.success) {
    return {
      unit: 'tokens',
      span: spanOfBuckets(usage.data.data),
      calls: null,
      days: usage.data.data.flatMap(({ starting_at: start, results }) =>
        results.map((row) => ({
          day: start.slice(0, 10),
          model: row.model ?? UNNAMED,
          amount:
            row.uncached_input_tokens +
            (row.cache_read_input_tokens ?? 0) +
            (row.cache_creation?.ephemeral_5m_input_tokens ?? 0) +
            (row.cache_creation?.ephemeral_1h_input_tokens ?? 0) +
            row.output_tokens,
        })),
      ),
    };
  }
  const cost = costReport.safeParse(json);
  if (!cost.success) return null;
  return {
    unit: 'micro_usd',
    span: spanOfBuckets(cost.data.data),
    calls: null,
    days: cost.data.data.flatMap(({ starting_at: start, results }) =>
      results
        // Searches and sandboxes are nothing that Quire ever asks for.
        .filter(({ cost_type: type }) => type === null || type === undefined || type === 'tokens')
        .map(({ model, amount }) => ({
          day: start.slice(0, 10),
          model: model ?? UNNAMED,
          amount: Math.round(Number(amount) * 10_000),
        })),
    ),
  };
}

function spanOfBuckets(
  buckets: readonly { readonly starting_at: string; readonly ending_at: string }[],
): ProviderBill['span'] {
  const since = buckets.map(({ starting_at: start }) => start).toSorted()[0];
  const until = buckets
    .map(({ ending_at: end }) => end)
    .toSorted()
    .at(-1);
  return since === undefined || until === undefined ? null : { since, until };
}

/** The whole of the first day to the whole of the last. */
function spanOfDays(days: readonly string[]): ProviderBill['span'] {
  const sorted = days.toSorted();
  const [since, last] = [sorted[0], sorted.at(-1)];
  if (since === undefined || last === undefined) return null;
  return { since, until: shiftDay(last, 1) };
}

/** A report that was not grouped by model names none. */
const UNNAMED = 'all models';
