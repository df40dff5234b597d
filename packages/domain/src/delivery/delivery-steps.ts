import type { Failure } from '../failure.ts';
import type { DeliveryAttempt, DeliveryRecord } from './delivery-record.ts';
import { MOST_TRIES, waitAfterTryMs } from './delivery-schedule.ts';

/** Enough for a schedule and its replay; more would have a record grow with each replay. */
const MOST_ATTEMPTS_KEPT = 20;

export interface AttemptFacts {
  /** The run that the attempt belongs to: `replays` of the record that it began with. */
  readonly run: number;
  readonly attempt: DeliveryAttempt;
  /** What the receiver asked to wait. */
  readonly retryAfterMs: number | null;
  /** Whether no further try can help. */
  readonly isFinal: boolean;
  /** Whether its endpoint takes no more of anybody's attempts. */
  readonly isEndpointDisabled: boolean;
}

/**
 * A delivery after an attempt. One of a run that a replay has ended meanwhile is kept in the list, and
 * decides nothing.
 * @param chance from 0 to 1, for the wait until the next
 */
export function afterAttempt(
  record: DeliveryRecord,
  { run, attempt, retryAfterMs, isFinal, isEndpointDisabled }: AttemptFacts,
  chance: number,
): DeliveryRecord {
  const endedAtMs = attempt.at_ms + attempt.duration_ms;
  const isDelivered = attempt.error === null;
  const listed = {
    ...record,
    attempts: [...record.attempts, attempt].slice(-MOST_ATTEMPTS_KEPT),
    delivered_at_ms: isDelivered ? endedAtMs : record.delivered_at_ms,
  };
  if (record.replays !== run) return listed;
  const tried = { ...listed, tries: record.tries + 1, next_attempt_at_ms: null };
  if (isDelivered) return { ...tried, status: 'delivered', reason: null };
  const reason = attempt.error;
  if (isEndpointDisabled) return { ...tried, status: 'disabled', reason };
  if (isFinal || tried.tries >= MOST_TRIES) return { ...tried, status: 'failed', reason };
  const waitMs = waitAfterTryMs(tried.tries, retryAfterMs, chance);
  return { ...tried, next_attempt_at_ms: endedAtMs + waitMs };
}

/** A delivery that ends without another attempt; one that has ended stays as it is. */
export function endDelivery(
  record: DeliveryRecord,
  status: 'failed' | 'disabled',
  { code, message }: Failure,
): DeliveryRecord {
  if (record.status !== 'pending') return record;
  return { ...record, status, next_attempt_at_ms: null, reason: { code, message } };
}

/** A delivery that is to be sent again, from now on and under the same id. */
export function replayDelivery(record: DeliveryRecord, nowMs: number): DeliveryRecord {
  return {
    ...record,
    status: 'pending',
    replays: record.replays + 1,
    replayed_at_ms: nowMs,
    tries: 0,
    next_attempt_at_ms: nowMs,
    reason: null,
  };
}
