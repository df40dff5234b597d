import type { FaultKind } from '../faults/fault-kinds.ts';
import type { FaultEndpoint } from '../faults/match-fault.ts';
import type { TokenCounts } from '../pricing/tokens.ts';
import { noTokens } from '../pricing/tokens.ts';

export type Outcome = 'pending' | 'answered' | 'error' | 'reset' | 'hung' | 'canceled' | 'expired';

/** One request, as the stand-in saw it. */
export interface AuditEntry {
  /** Counts every request from 1, of whatever endpoint. */
  readonly ordinal: number;
  readonly request_id: string;
  readonly endpoint: FaultEndpoint;
  readonly lane: 'realtime' | 'batch';
  readonly arrived_at: string;
  readonly answered_at: string | null;
  readonly model: string | null;
  /** SHA-256 of every picture and PDF, in order. */
  readonly page_hashes: readonly string[];
  readonly is_streamed: boolean;
  readonly outcome: Outcome;
  readonly status: number | null;
  readonly error_type: string | null;
  readonly error_message: string | null;
  readonly stop_reason: string | null;
  readonly fault: FaultKind | null;
  /** The caller had hung up when the answer was ready. */
  readonly is_client_gone: boolean;
  readonly tokens: TokenCounts;
  readonly is_billed: boolean;
  readonly micro_usd: number;
  readonly batch_id: string | null;
  readonly custom_id: string | null;
}

export interface BillLine {
  readonly calls: number;
  readonly tokens: TokenCounts;
  readonly micro_usd: number;
}

/** What would be on the invoice. Rounded per call, then added: see `priceCall`. */
export interface Bill {
  /** The day of the price table. */
  readonly prices_as_of: string;
  readonly calls: number;
  readonly micro_usd: number;
  readonly models: Readonly<Record<string, BillLine>>;
}

export interface Audit {
  readonly standin: true;
  readonly requests: readonly AuditEntry[];
  readonly bill: Bill;
}

/** A billed line with one more call on it. */
export function addToLine(line: BillLine | undefined, entry: AuditEntry): BillLine {
  const before = line ?? { calls: 0, tokens: noTokens, micro_usd: 0 };
  const sum = (key: keyof TokenCounts): number => before.tokens[key] + entry.tokens[key];
  return {
    calls: before.calls + 1,
    tokens: {
      input: sum('input'),
      cache_write_5m: sum('cache_write_5m'),
      cache_write_1h: sum('cache_write_1h'),
      cache_read: sum('cache_read'),
      output: sum('output'),
      thinking: sum('thinking'),
    },
    micro_usd: before.micro_usd + entry.micro_usd,
  };
}
