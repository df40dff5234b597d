import type { CallClass, LedgerEntry } from '@quire/domain';
import type { Ledger } from '@quire/store';
import type { BilledCall } from './read-bill.ts';

/** The ledger held against the stand-in's bill, call by call. Money in micro-dollars. */
export interface LedgerEvidence {
  readonly intents: number;
  /** Calls by what became of them, reversals taken off. */
  readonly calls: Readonly<Record<CallClass, number>>;
  readonly microUsd: Readonly<Record<CallClass, number>>;
  /** Intents of which nobody ever said what became. */
  readonly unconcluded: readonly string[];
  /** Pages with other than the accepted calls that they show: paid for twice, or lost. */
  readonly acceptedOtherwise: readonly string[];
  /** Answers that are booked at another price than was charged, or that were not charged at all. */
  readonly bookedWrong: readonly string[];
  /** What was charged for calls that are booked as ambiguous: no ledger can know which were. */
  readonly chargedUnseen: { readonly calls: number; readonly microUsd: number };
  /** Ambiguous calls because their worker ended, or was taken for dead. */
  readonly workersLost: number;
}

const ALL_OF_A_RUN_MS = 7_200_000;

/** Reads every line of the ledger of the last hours and finds each answer's line in the bill. */
export async function readLedger(
  ledger: Pick<Ledger, 'entries'>,
  bill: readonly BilledCall[],
  answers: ReadonlyMap<string, number>,
): Promise<LedgerEvidence> {
  const nowMs = Date.now();
  const lines: LedgerEntry[] = [];
  for await (const entry of ledger.entries({
    sinceMs: nowMs - ALL_OF_A_RUN_MS,
    untilMs: nowMs + ALL_OF_A_RUN_MS,
  })) {
    lines.push(entry);
  }
  const outcomes = lines.filter(({ kind }) => kind === 'outcome');
  const charged = new Map(
    bill.filter(({ is_billed }) => is_billed).map((call) => [call.request_id, call]),
  );
  const answered = outcomes.filter((line) => line.class === 'accepted' || line.class === 'waste');
  const known = new Set(answered.map(({ request_id }) => request_id));
  const unseen = [...charged.values()].filter(({ request_id }) => !known.has(request_id));
  const concluded = new Set(outcomes.map(callOf));
  const accepted = new Map<string, number>();
  for (const line of outcomes) {
    if (line.class !== 'accepted') continue;
    accepted.set(pageOf(line), (accepted.get(pageOf(line)) ?? 0) + 1);
  }
  return {
    intents: lines.filter(({ kind }) => kind === 'intent').length,
    calls: sumByClass(lines, ({ kind }) => (kind === 'reversal' ? -1 : 1)),
    microUsd: sumByClass(lines, ({ cost_micro_usd }) => cost_micro_usd),
    unconcluded: lines
      .filter((line) => line.kind === 'intent' && !concluded.has(callOf(line)))
      .map(callOf),
    acceptedOtherwise: [...answers.keys()].filter(
      (page) => (accepted.get(page) ?? 0) !== answers.get(page),
    ),
    bookedWrong: answered
      .filter((line) => charged.get(line.request_id ?? '')?.micro_usd !== line.cost_micro_usd)
      .map(callOf),
    chargedUnseen: {
      calls: unseen.length,
      microUsd: unseen.reduce((sum, { micro_usd }) => sum + micro_usd, 0),
    },
    workersLost: outcomes.filter(({ code }) => code === 'worker_lost').length,
  };
}

function sumByClass(
  lines: readonly LedgerEntry[],
  amountOf: (line: LedgerEntry) => number,
): Record<CallClass, number> {
  const sums = { accepted: 0, waste: 0, free: 0, ambiguous: 0 };
  for (const line of lines) if (line.class !== null) sums[line.class] += amountOf(line);
  return sums;
}

function callOf({ document, page, attempt }: LedgerEntry): string {
  return `${document} page ${page} call ${attempt}`;
}

function pageOf({ document, page }: LedgerEntry): string {
  return `${document} page ${page}`;
}
