import type { JobContext } from '@quire/queues';
import type { PageSoFar } from '../page-record.ts';

/** Calls of a page that goes with batches: its job ends with each of them, and so counts no attempts. */
const MOST_BATCHED_CALLS = 10;

/** Whether what went wrong ends the page: one that errs in its batches each day has had as many tries as any other. */
export function isLastTry(
  { arrived = null, attempts }: Pick<PageSoFar, 'arrived' | 'attempts'>,
  { isLastAttempt }: Pick<JobContext, 'isLastAttempt'>,
): boolean {
  return isLastAttempt || (arrived !== null && attempts >= MOST_BATCHED_CALLS);
}
