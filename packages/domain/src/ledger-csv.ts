import type { LedgerEntry } from './ledger-entry.ts';

/** The columns, in order. New ones go to the end: spreadsheets count them. */
const columns = {
  id: ({ id }) => id,
  at: ({ at_ms: atMs }) => new Date(atMs).toISOString(),
  tenant: ({ tenant }) => tenant,
  document: ({ document }) => document,
  page: ({ page }) => page,
  attempt: ({ attempt }) => attempt,
  kind: ({ kind }) => kind,
  class: (entry) => entry.class,
  code: ({ code }) => code,
  model: ({ model }) => model,
  lane: ({ lane }) => lane,
  request_id: ({ request_id: requestId }) => requestId,
  input_tokens: ({ usage }) => usage.input_tokens,
  cache_write_tokens: ({ usage }) => usage.cache_write_tokens,
  cache_read_tokens: ({ usage }) => usage.cache_read_tokens,
  output_tokens: ({ usage }) => usage.output_tokens,
  thinking_tokens: ({ usage }) => usage.thinking_tokens,
  expected_micro_usd: (entry) => entry.expected_micro_usd,
  cost_micro_usd: (entry) => entry.cost_micro_usd,
  price_table: (entry) => entry.price_table,
  reservation_id: (entry) => entry.reservation_id,
} as const satisfies Record<string, (entry: LedgerEntry) => string | number | null>;

/** Lines of CSV end so (RFC 4180). */
const END = '\r\n';

/** The first line of an export. */
export const ledgerCsvHeader = `${Object.keys(columns).join(',')}${END}`;

/** One entry as a line of CSV, its end included. */
export function ledgerCsvLine(entry: LedgerEntry): string {
  return `${Object.values(columns)
    .map((column) => csvField(column(entry)))
    .join(',')}${END}`;
}

/**
 * One field. A text that a spreadsheet would take for a formula gets a quotation mark in front, as
 * spreadsheets themselves write such texts; numbers are never formulas, negative ones neither.
 */
export function csvField(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const harmless = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
