import { readFile } from 'node:fs/promises';
import { createReconciler, parseJson, readProviderBill, type Reconciliation } from '@quire/domain';
import type { CommandPorts } from '../commands/command.ts';
import { exitCodes } from '../exit-codes.ts';
import { UsageError } from '../usage-error.ts';
import type { SpanWords } from './export-ledger.ts';
import { writeTable } from './write-table.ts';

/** A call of a bill's last minute is booked here when its answer came, or was given up on. */
const LONGEST_CALL_MS = 600_000;
/** Calls that are listed one by one; what is more is counted. */
const MOST_LISTED = 20;

/** @throws UsageError for a file that is no provider's account */
export async function reconcileLedger(
  file: string,
  span: SpanWords,
  json: boolean,
  { client, output }: Pick<CommandPorts, 'client' | 'output'>,
): Promise<number> {
  const bill = readProviderBill(parseJson(await readFile(file, 'utf8')));
  if (bill === null) {
    throw new UsageError(
      `${file} is no cost report or usage report of the Admin API, and no audit of the stand-in.`,
    );
  }
  const reconciler = createReconciler(bill);
  // Held against more days than the bill covers, all else of ours would seem to be missing on it.
  const covered = {
    since: span.since ?? bill.span?.since,
    until: span.until ?? (bill.span ? later(bill.span.until, LONGEST_CALL_MS) : undefined),
  };
  for await (const entry of client.ledgerEntries(covered)) reconciler.add(entry);
  const result = reconciler.result();
  if (json) await output.json(result);
  else for (const line of describe(result)) output.line(line);
  const isExplained = result.unexplained === 0 && (result.calls?.unknownToUs.length ?? 0) === 0;
  return isExplained ? exitCodes.done : exitCodes.partial;
}

function later(time: string, byMs: number): string {
  return new Date(Date.parse(time) + byMs).toISOString();
}

function describe({ unit, days, total, unexplained, calls }: Reconciliation): string[] {
  const show = (amount: number): string =>
    unit === 'tokens' ? `${amount}` : `$${(amount / 1e6).toFixed(6)}`;
  const cells = ({ ours, theirs, difference, unaccountedRatio }: typeof total): string[] => [
    ...[ours, theirs, difference].map(show),
    `${(unaccountedRatio * 100).toFixed(3)} %`,
  ];
  const head = ['day and model', 'ours', 'theirs', 'difference', 'unaccounted'];
  const rows = days.map((day) => [`${day.day} ${day.model}`, ...cells(day)]);
  const table = writeTable(head, [...rows, ['in all', ...cells(total)]]);
  const lines = [...table, `billed, and on no day of ours or beside it: ${show(unexplained)}`];
  if (calls === null) return lines;
  const { unknownToUs, unknownToThem, otherPrice, ambiguousWithoutId } = calls;
  return [
    ...lines,
    `billed, and unknown to us: ${unknownToUs.length} (${ambiguousWithoutId} calls of ours are booked as ambiguous without an id)`,
    ...listed(unknownToUs.map(({ requestId, microUsd }) => `${requestId} ${show(microUsd)}`)),
    `answered, and not on their bill: ${unknownToThem.length}`,
    ...listed(unknownToThem),
    `at another price: ${otherPrice.length}`,
    ...listed(
      otherPrice.map((call) => `${call.requestId} ${show(call.ours)}, theirs ${show(call.theirs)}`),
    ),
  ];
}

function listed(calls: readonly string[]): string[] {
  const more = calls.length - MOST_LISTED;
  const lines = calls.slice(0, MOST_LISTED).map((call) => `  ${call}`);
  return more > 0 ? [...lines, `  and ${more} more`] : lines;
}
