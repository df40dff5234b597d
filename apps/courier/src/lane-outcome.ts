import type { LaneOutcome } from '@quire/store';
import type { DeliveryOutcome } from '@quire/webhooks';

/**
 * What an attempt says of its receiver: one that answers 4xx dislikes what it was sent, and is well
 * enough to take the next; one that does not answer, or with 429 or 5xx, is better left alone.
 */
export function laneOutcome({ kind, statusCode }: DeliveryOutcome): LaneOutcome {
  if (kind === 'refused') return 'failed';
  if (kind !== 'failed') return kind;
  const isUnwell = statusCode === null || statusCode >= 500 || statusCode === 429;
  return isUnwell ? 'unwell' : 'failed';
}
