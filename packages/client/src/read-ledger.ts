import type { LedgerEntry } from '@quire/domain';
import { isLedgerEntry } from './answers.ts';
import { parseJson } from './parse-json.ts';
import { QuireError } from './quire-error.ts';
import { type Address, sendRequest } from './send-request.ts';
import { linesOf, textOf } from './text-of.ts';

/** A stretch of time as the server takes it: days or times; `until` is not included. */
export interface LedgerQuery {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** What calls came to, by whatever they were added up. */
export type { LedgerTotalsView as LedgerTotals } from '@quire/domain';

/** The ledger as text, as it comes. @throws QuireError where it breaks off */
export async function* exportLedger(
  address: Address,
  query: LedgerQuery & { readonly format: 'csv' | 'ndjson' },
): AsyncGenerator<string> {
  const response = await sendRequest(address, 'v1/admin/ledger', { query: { ...query } });
  yield* textOf(response, address.baseUrl);
}

/** The ledger's entries, as they come. @throws QuireError where they break off */
export async function* readLedger(
  address: Address,
  query: LedgerQuery,
): AsyncGenerator<LedgerEntry> {
  const settings = { query: { ...query, format: 'ndjson' } };
  const response = await sendRequest(address, 'v1/admin/ledger', settings);
  for await (const line of linesOf(response, address.baseUrl)) {
    const entry = parseJson(line);
    if (!isLedgerEntry(entry)) {
      const { status } = response;
      throw new QuireError('unexpected_answer', 'A line of the answer is no entry.', { status });
    }
    yield entry;
  }
}
