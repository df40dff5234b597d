import { endDelivery, type Failure } from '@quire/domain';
import type { JobOf } from '@quire/queues';
import type { Deliveries } from '@quire/store';

/** Ends a delivery whose job will not be run again, for a fault of ours: its tenant can replay it. */
export async function giveUpDelivery(
  { documentId, webhookId, replay = 0 }: JobOf<'webhooks'>,
  failure: Failure,
  deliveries: Pick<Deliveries, 'update'>,
): Promise<void> {
  await deliveries.update(documentId, webhookId, (record) =>
    // A later run has a job of its own.
    record === null || record.replays !== replay ? null : endDelivery(record, 'failed', failure),
  );
}
