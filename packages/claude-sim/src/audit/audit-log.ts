import { PRICES_AS_OF } from '../models/models.ts';
import { noTokens } from '../pricing/tokens.ts';
import { addToLine, type Audit, type AuditEntry, type Bill, type BillLine } from './audit.ts';

type Opening = Pick<AuditEntry, 'request_id' | 'endpoint' | 'lane'> &
  Partial<Pick<AuditEntry, 'batch_id' | 'custom_id'>>;

/** Adds what has become known of a request. Becoming billed puts it on the bill. */
export type Note = (facts: Partial<AuditEntry>) => void;

/** Every request and what it cost. Old entries are forgotten beyond `size`; the bill forgets none. */
export class AuditLog {
  readonly #size: number;
  readonly #entries = new Map<number, AuditEntry>();
  #ordinal = 0;
  #lines = new Map<string, BillLine>();

  constructor(size: number) {
    this.#size = size;
  }

  /** Notes the arrival of a request; returns the way to add what becomes known of it. */
  open(opening: Opening, nowMs: number): Note {
    this.#ordinal += 1;
    let entry: AuditEntry = {
      batch_id: null,
      custom_id: null,
      ...opening,
      ordinal: this.#ordinal,
      arrived_at: new Date(nowMs).toISOString(),
      answered_at: null,
      model: null,
      page_hashes: [],
      is_streamed: false,
      outcome: 'pending',
      status: null,
      error_type: null,
      error_message: null,
      stop_reason: null,
      fault: null,
      is_client_gone: false,
      tokens: noTokens,
      is_billed: false,
      micro_usd: 0,
    };
    const lines = this.#lines;
    this.#entries.set(entry.ordinal, entry);
    this.#entries.delete(entry.ordinal - this.#size);
    return (facts) => {
      const before = entry;
      entry = { ...before, ...facts };
      if (this.#entries.has(entry.ordinal)) this.#entries.set(entry.ordinal, entry);
      // Once, and on the bill that was open when it arrived: a cleared bill stays cleared.
      if (entry.is_billed && !before.is_billed && entry.model !== null) {
        lines.set(entry.model, addToLine(lines.get(entry.model), entry));
      }
    };
  }

  bill(): Bill {
    const lines = [...this.#lines.values()];
    const sum = (key: 'calls' | 'micro_usd'): number =>
      lines.reduce((total, line) => total + line[key], 0);
    return {
      prices_as_of: PRICES_AS_OF,
      calls: sum('calls'),
      micro_usd: sum('micro_usd'),
      models: Object.fromEntries(this.#lines),
    };
  }

  /** Entries after an ordinal, oldest first, and the whole bill. */
  read(since = 0): Audit {
    const requests = [...this.#entries.values()].filter(({ ordinal }) => ordinal > since);
    return { standin: true, requests, bill: this.bill() };
  }

  /** Forgets everything but the count, so that no ordinal is ever given twice. */
  clear(): void {
    this.#entries.clear();
    this.#lines = new Map();
  }
}
