import { asFailure, type Failure, isWaitedOut } from '@quire/domain';
import { Postponed } from '@quire/queues';

/** What holds up everybody is looked at again after this, and up to as much again by chance. */
const AGAIN_MS = 5_000;

/**
 * What went wrong with the work of a job itself.
 * @throws Postponed where that is no fault of its own: it is put off already, its process is ending, or
 * what it met holds up everybody
 */
export function ownFailure(error: unknown, abandoned: AbortSignal): Failure {
  if (error instanceof Postponed) throw error;
  if (abandoned.aborted) throw new Postponed(0, 'the process is ending');
  const failure = asFailure(error);
  if (isWaitedOut(failure.code)) {
    throw new Postponed(AGAIN_MS * (1 + Math.random()), failure.message);
  }
  return failure;
}
