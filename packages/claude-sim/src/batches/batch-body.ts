import { BATCH_LIFETIME_MS, RESULTS_KEPT_MS, type Batch, type EntryResult } from './batch.ts';

export interface BatchBody {
  readonly id: string;
  readonly type: 'message_batch';
  readonly processing_status: 'in_progress' | 'canceling' | 'ended';
  readonly request_counts: Readonly<Record<'processing' | EntryResult['type'], number>>;
  readonly created_at: string;
  readonly expires_at: string;
  readonly ended_at: string | null;
  readonly cancel_initiated_at: string | null;
  readonly archived_at: string | null;
  readonly results_url: string | null;
}

/** A batch as the API shows it. Until all of it has ended every count but one is 0. */
export function batchBody(batch: Batch, origin: string, nowMs: number): BatchBody {
  const { createdAtMs, endedAtMs, cancelInitiatedAtMs, entries } = batch;
  const hasEnded = endedAtMs !== undefined;
  const isArchived = nowMs >= createdAtMs + RESULTS_KEPT_MS;
  const count = (type: EntryResult['type']): number =>
    hasEnded ? entries.filter(({ result }) => result?.type === type).length : 0;
  return {
    id: batch.id,
    type: 'message_batch',
    processing_status: hasEnded
      ? 'ended'
      : cancelInitiatedAtMs === undefined
        ? 'in_progress'
        : 'canceling',
    request_counts: {
      processing: hasEnded ? 0 : entries.length,
      succeeded: count('succeeded'),
      errored: count('errored'),
      canceled: count('canceled'),
      expired: count('expired'),
    },
    created_at: time(createdAtMs),
    expires_at: time(createdAtMs + BATCH_LIFETIME_MS),
    ended_at: hasEnded ? time(endedAtMs) : null,
    cancel_initiated_at: cancelInitiatedAtMs === undefined ? null : time(cancelInitiatedAtMs),
    archived_at: isArchived ? time(createdAtMs + RESULTS_KEPT_MS) : null,
    results_url:
      hasEnded && !isArchived ? `${origin}/v1/messages/batches/${batch.id}/results` : null,
  };
}

const time = (ms: number): string => new Date(ms).toISOString();
