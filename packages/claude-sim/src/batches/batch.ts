import type { ErrorBody } from '../api/error-body.ts';
import type { MessageBody } from '../answer/message-body.ts';

export type EntryResult =
  | { readonly type: 'succeeded'; readonly message: MessageBody }
  | { readonly type: 'errored'; readonly error: ErrorBody }
  | { readonly type: 'canceled' }
  | { readonly type: 'expired' };

export interface BatchEntry {
  readonly customId: string;
  /** Unchecked: a batch is validated while it runs, entry by entry. */
  readonly params: unknown;
  result: EntryResult | undefined;
}

/** A batch while it is kept. */
export interface Batch {
  readonly id: string;
  readonly createdAtMs: number;
  readonly version: string;
  readonly entries: readonly BatchEntry[];
  cancelInitiatedAtMs: number | undefined;
  endedAtMs: number | undefined;
}

/** A batch that has not ended by then is over. */
export const BATCH_LIFETIME_MS = 24 * 3_600_000;
/** Results are kept so long after the batch was *created*. */
export const RESULTS_KEPT_MS = 29 * 24 * 3_600_000;
