import {
  type DeliveryRecord,
  type DeliveryStatus,
  replayDelivery,
  relayOutbox,
} from '@quire/domain';
import type { ApiPorts } from './api-ports.ts';
import { MOST_LOOKED_AT } from './list-documents.ts';
import { type OwnDelivery, ownDeliveries } from './own-deliveries.ts';

type Ports = Pick<ApiPorts, 'documents' | 'deliveries' | 'outbox' | 'producer'>;

/** Replays of one request, so that it is answered soon; the cursor goes on. */
const MOST_REPLAYED = 200;

/**
 * Sends a delivery again, now and under the same id, whatever became of it; its schedule begins anew.
 * To a disabled endpoint one attempt is made, and one that it takes enables it again.
 * @returns the delivery afterwards; null when its document is gone meanwhile
 */
export async function replayOne(
  { id, document }: OwnDelivery,
  ports: Ports,
): Promise<DeliveryRecord | null> {
  for (;;) {
    const replayed = await ports.deliveries.replay(document.id, id, (before, nowMs) => {
      const record = replayDelivery(before, nowMs);
      const { type, sequence, replays: replay } = record;
      const job = { v: 1, documentId: document.id, webhookId: id, type, sequence, replay };
      return { record, job: JSON.stringify(job) };
    });
    await relayOutbox(document.id, ports);
    if (replayed !== 'owed') return replayed;
  }
}

export interface ReplayRange {
  /** Of events made at or after this, and before `untilMs`. */
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly statuses: readonly DeliveryStatus[];
  readonly cursor?: string | undefined;
}

/**
 * The same for all of a tenant's deliveries of a stretch of time, the newest document's first. They go
 * out no faster than any others to their receivers.
 * @returns how many, and from where to go on; null when all were looked at
 */
export async function replayRange(
  tenant: string,
  { sinceMs, untilMs, statuses, cursor }: ReplayRange,
  ports: Ports,
): Promise<{ replayed: number; nextCursor: string | null }> {
  let replayed = 0;
  let lookedAt = 0;
  for await (const step of ownDeliveries(tenant, cursor, ports)) {
    for (const delivery of step.found) {
      const { status, created_at_ms: atMs } = delivery.record;
      if (!statuses.includes(status) || atMs < sinceMs || atMs >= untilMs) continue;
      if ((await replayOne(delivery, ports)) !== null) replayed += 1;
      if (replayed === MOST_REPLAYED) return { replayed, nextCursor: delivery.id };
    }
    lookedAt += 1;
    if (lookedAt === MOST_LOOKED_AT) return { replayed, nextCursor: step.cursor };
  }
  return { replayed, nextCursor: null };
}
