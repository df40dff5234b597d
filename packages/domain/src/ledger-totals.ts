import { z } from 'zod';
import { callClasses, callTokens, type LedgerEntry, noTokens } from './ledger-entry.ts';

/** By what lines of the ledger are added up. Days are UTC, as the provider's bill has them. */
export const ledgerGroupings = ['tenant', 'day', 'model', 'document'] as const;

export type LedgerGrouping = (typeof ledgerGroupings)[number];

const byClass = z.record(z.enum(callClasses), z.int());

/** What the calls of one tenant, day, model or document came to. */
export const ledgerTotal = z.object({
  key: z.string().describe("A tenant, a day as `2026-11-22`, a model or a document's id."),
  intents: z.int().describe('Calls that were to be sent.'),
  calls: byClass.describe(
    'Calls by what became of them; fewer than intents while some are under way.',
  ),
  cost_micro_usd: byClass,
  total_micro_usd: z.int().describe('Of all classes together.'),
  usage: callTokens,
});

export type LedgerTotal = z.output<typeof ledgerTotal>;

/** The ledger added up, as the outside sees it. */
export const ledgerTotalsView = z.object({
  since: z.iso.datetime(),
  until: z.iso.datetime().describe('Not included.'),
  by: z.enum(ledgerGroupings),
  data: z.array(ledgerTotal).describe('By key.'),
});

export type LedgerTotalsView = z.output<typeof ledgerTotalsView>;

/** Adds up lines of the ledger, in any order, keeping one row a key. */
export interface LedgerTotals {
  add(entry: LedgerEntry): void;
  /** By key. */
  rows(): LedgerTotal[];
}

export function createLedgerTotals(by: LedgerGrouping): LedgerTotals {
  const totals = new Map<string, LedgerTotal>();
  return {
    add(entry) {
      const key = keyOf(entry, by);
      totals.set(key, plus(totals.get(key) ?? emptyTotal(key), entry));
    },
    rows: () => [...totals.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1)),
  };
}

function keyOf(entry: LedgerEntry, by: LedgerGrouping): string {
  return by === 'day' ? new Date(entry.at_ms).toISOString().slice(0, 10) : entry[by];
}

function emptyTotal(key: string): LedgerTotal {
  const none = { accepted: 0, waste: 0, free: 0, ambiguous: 0 };
  return {
    key,
    intents: 0,
    calls: none,
    cost_micro_usd: none,
    total_micro_usd: 0,
    usage: noTokens,
  };
}

function plus(total: LedgerTotal, entry: LedgerEntry): LedgerTotal {
  if (entry.class === null) return { ...total, intents: total.intents + 1 };
  const { calls, cost_micro_usd: costs } = total;
  // A reversal takes back a call that another outcome of the same call counts.
  const counted = entry.kind === 'reversal' ? -1 : 1;
  return {
    ...total,
    calls: { ...calls, [entry.class]: calls[entry.class] + counted },
    cost_micro_usd: { ...costs, [entry.class]: costs[entry.class] + entry.cost_micro_usd },
    total_micro_usd: total.total_micro_usd + entry.cost_micro_usd,
    usage: {
      input_tokens: total.usage.input_tokens + entry.usage.input_tokens,
      cache_read_tokens: total.usage.cache_read_tokens + entry.usage.cache_read_tokens,
      cache_write_tokens: total.usage.cache_write_tokens + entry.usage.cache_write_tokens,
      output_tokens: total.usage.output_tokens + entry.usage.output_tokens,
      thinking_tokens: total.usage.thinking_tokens + entry.usage.thinking_tokens,
    },
  };
}
