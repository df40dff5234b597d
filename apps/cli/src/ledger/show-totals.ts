import type { CommandPorts } from '../commands/command.ts';
import { exitCodes } from '../exit-codes.ts';
import type { SpanWords } from './export-ledger.ts';
import { writeTable } from './write-table.ts';

/** What calls came to, one row a key and one for all. */
export async function showTotals(
  query: SpanWords & { readonly by: string },
  json: boolean,
  { client, output }: Pick<CommandPorts, 'client' | 'output'>,
): Promise<number> {
  const totals = await client.ledgerTotals(query);
  if (json) {
    await output.json(totals);
    return exitCodes.done;
  }
  const rows = totals.data.map(({ key, calls, usage, total_micro_usd: microUsd }) => [
    key,
    ...[calls.accepted, calls.waste, calls.ambiguous, calls.free].map(String),
    String(usage.input_tokens + usage.cache_read_tokens + usage.cache_write_tokens),
    String(usage.output_tokens),
    `$${(microUsd / 1e6).toFixed(6)}`,
  ]);
  const total = totals.data.reduce((sum, row) => sum + row.total_micro_usd, 0);
  const head = [totals.by, 'accepted', 'waste', 'ambiguous', 'free', 'input', 'output', 'cost'];
  for (const line of writeTable(head, rows)) output.line(line);
  output.line(`in all $${(total / 1e6).toFixed(6)}`);
  return exitCodes.done;
}
