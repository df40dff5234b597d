import type { DeliveryStatus, DeliveryView } from '@quire/domain';

/** What to list; `cursor` is the `next_cursor` of the list before, `limit` 1 to 100 (default 20). */
export interface DeliveriesQuery {
  /** Of this document alone. */
  readonly document?: string | undefined;
  readonly status?: DeliveryStatus | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** Deliveries, of the newest document first. It may hold fewer than asked for and still go on. */
export interface DeliveryPage {
  readonly data: readonly DeliveryView[];
  /** null on the last page. */
  readonly next_cursor: string | null;
}

/** Which events to send again: those made at or after `since`, before `until` (ISO 8601). */
export interface ReplayQuery {
  readonly since: string;
  readonly until?: string | undefined;
  /** `failed` and `disabled` unless told. */
  readonly status?: readonly DeliveryStatus[] | undefined;
}

/** What one request of many did, and from where the next goes on. */
export interface ReplayedPart {
  readonly replayed: number;
  readonly next_cursor: string | null;
}
