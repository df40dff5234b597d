import type { CommandPorts } from '../commands/command.ts';
import { exitCodes } from '../exit-codes.ts';
import { UsageError } from '../usage-error.ts';

export interface SpanWords {
  readonly since: string | undefined;
  readonly until: string | undefined;
}

/** Hands the export through as it comes. @throws QuireError where it breaks off */
export async function exportLedger(
  { since, until, format }: SpanWords & { readonly format: string },
  { client, output }: Pick<CommandPorts, 'client' | 'output'>,
): Promise<number> {
  if (format !== 'csv' && format !== 'ndjson') {
    throw new UsageError('--format takes csv or ndjson.');
  }
  for await (const text of client.exportLedger({ since, until, format })) await output.text(text);
  return exitCodes.done;
}
