import type { LedgerEntry } from './ledger-entry.ts';
import type { BilledCall, ProviderBill } from './provider-bill.ts';
import { unexplainedAmount } from './unexplained-amount.ts';

/** One day and model, held against the provider's account. Amounts in the bill's unit. */
export interface ReconciledDay {
  readonly day: string;
  readonly model: string;
  readonly ours: number;
  readonly theirs: number;
  /** Theirs less ours: above zero is money that no entry of the ledger explains. */
  readonly difference: number;
  /** The difference as a share of theirs. */
  readonly unaccountedRatio: number;
}

/** Calls compared by request id, where the provider's file names each call. */
export interface ReconciledCalls {
  /** Billed, and in no outcome of ours under this id. */
  readonly unknownToUs: readonly BilledCall[];
  /** Answered, by our ledger, and not on their bill: request ids. */
  readonly unknownToThem: readonly string[];
  /** In both, at another price. */
  readonly otherPrice: readonly {
    readonly requestId: string;
    readonly ours: number;
    readonly theirs: number;
  }[];
  /** Booked as ambiguous without any id: what their unknown calls are most likely to be. */
  readonly ambiguousWithoutId: number;
}

export interface Reconciliation {
  readonly unit: ProviderBill['unit'];
  readonly days: readonly ReconciledDay[];
  readonly total: Omit<ReconciledDay, 'day' | 'model'>;
  /** Billed, and on no day of ours or the one beside it; see `unexplainedAmount`. */
  readonly unexplained: number;
  readonly calls: ReconciledCalls | null;
}

/** Adds up the ledger's lines as they come, and holds them against a provider's bill. */
export interface Reconciler {
  add(entry: LedgerEntry): void;
  result(): Reconciliation;
}

/**
 * Days are UTC on both sides. A call that was sent before midnight and answered after it may stand on
 * one day here and on the other there: `unexplained` says what is really missing.
 */
export function createReconciler(bill: ProviderBill): Reconciler {
  // A report that was not grouped by model is held against all of ours together.
  const isUnnamed = bill.days.some(({ model }) => model === 'all models');
  const ours = new Map<string, number>();
  const byRequest = new Map<string, { cost: number; isAnswered: boolean }>();
  let ambiguousWithoutId = 0;
  return {
    add(entry) {
      if (entry.kind === 'intent' || entry.class === 'free') return;
      const sign = entry.kind === 'reversal' ? -1 : 1;
      const day = new Date(entry.at_ms).toISOString().slice(0, 10);
      const model = isUnnamed ? 'all models' : entry.model;
      const used = Object.entries(entry.usage)
        // Thinking is part of the output, and counted there.
        .reduce((sum, [kind, count]) => sum + (kind === 'thinking_tokens' ? 0 : count), 0);
      add(ours, `${day} ${model}`, bill.unit === 'tokens' ? used : entry.cost_micro_usd);
      if (entry.request_id === null) {
        if (entry.class === 'ambiguous') ambiguousWithoutId += sign;
        return;
      }
      const known = byRequest.get(entry.request_id) ?? { cost: 0, isAnswered: false };
      byRequest.set(entry.request_id, {
        cost: known.cost + entry.cost_micro_usd,
        isAnswered: known.isAnswered || entry.class === 'accepted' || entry.class === 'waste',
      });
    },
    result() {
      const theirs = new Map<string, number>();
      for (const { day, model, amount } of bill.days) add(theirs, `${day} ${model}`, amount);
      const keys = [...new Set([...ours.keys(), ...theirs.keys()])].toSorted();
      const days = keys.map((key) => {
        const space = key.indexOf(' ');
        const place = { day: key.slice(0, space), model: key.slice(space + 1) };
        return { ...place, ...compare(ours.get(key) ?? 0, theirs.get(key) ?? 0) };
      });
      const sum = (field: 'ours' | 'theirs'): number =>
        days.reduce((total, day) => total + day[field], 0);
      return {
        unit: bill.unit,
        days,
        total: compare(sum('ours'), sum('theirs')),
        unexplained: unexplainedAmount(days),
        calls: bill.calls && compareCalls(bill.calls, byRequest, ambiguousWithoutId),
      };
    },
  };
}

function add(sums: Map<string, number>, key: string, amount: number): void {
  sums.set(key, (sums.get(key) ?? 0) + amount);
}

function compare(ours: number, theirs: number): Omit<ReconciledDay, 'day' | 'model'> {
  const difference = theirs - ours;
  const unaccountedRatio = theirs === 0 ? (ours === 0 ? 0 : -1) : difference / theirs;
  return { ours, theirs, difference, unaccountedRatio };
}

function compareCalls(
  billed: readonly BilledCall[],
  ours: ReadonlyMap<string, { readonly cost: number; readonly isAnswered: boolean }>,
  ambiguousWithoutId: number,
): ReconciledCalls {
  const theirs = new Set(billed.map(({ requestId }) => requestId));
  return {
    unknownToUs: billed.filter(({ requestId }) => !ours.has(requestId)),
    unknownToThem: [...ours].flatMap(([requestId, { isAnswered, cost }]) =>
      isAnswered && cost > 0 && !theirs.has(requestId) ? [requestId] : [],
    ),
    otherPrice: billed.flatMap(({ requestId, microUsd }) => {
      const known = ours.get(requestId);
      return known && known.cost !== microUsd
        ? [{ requestId, ours: known.cost, theirs: microUsd }]
        : [];
    }),
    ambiguousWithoutId,
  };
}
