import { noTokens } from '../pricing/tokens.ts';
import { addToLine, type Audit, type AuditEntry, type Bill, type BillLine } from './audit.ts';

type Opening = Pick<AuditEntry, 'request_id' | 'endpoint' | 'lane'> &
  Partial<Pick<AuditEntry, 'batch_id' | 'custom_id'>>;

/** Every request and what it cost. Old entries are forgotten beyond `size`; the bill forgets none. */
export class AuditLog {
  readonly #size: number;
  /** By ordinal. A map keeps the order of insertion, and dropping the oldest is cheap. */
  readonly #entries = new Map<number, AuditEntry>();
  #ordinal = 0;
  #lines = new Map<string, BillLine>();

  constructor(size: number) {
    this.#size = size;
  }

  /** Notes the arrival of a request; returns its ordinal. */
  open(opening: Opening, nowMs: number): number {
    this.#ordinal += 1;
    this.#entries.set(this.#ordinal, {
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
    });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.#size && oldest !== undefined) this.#entries.delete(oldest);
    return this.#ordinal;
  }

  /** Adds what has become known. Becoming billed puts the call on the bill, once. */
  note(ordinal: number, facts: Partial<AuditEntry>): void {
    const before = this.#entries.get(ordinal);
    if (before === undefined) return; // forgotten, or the log was cleared while it ran
    const entry = { ...before, ...facts };
    this.#entries.set(ordinal, entry);
    if (entry.is_billed && !before.is_billed && entry.model !== null) {
      this.#lines.set(entry.model, addToLine(this.#lines.get(entry.model), entry));
    }
  }

  bill(): Bill {
    const lines = [...this.#lines.values()];
    const sum = (key: 'calls' | 'micro_usd'): number =>
      lines.reduce((total, line) => total + line[key], 0);
    return {
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

  /** Forgets everything but the count: a call still running must not be taken for a later one. */
  clear(): void {
    this.#entries.clear();
    this.#lines = new Map();
  }
}
