import { Failure } from '@quire/domain';
import { Postponed } from '@quire/queues';

const AGAIN_MS = 5_000;

/** Work that a Redis which takes no writes holds up is put off: that is no fault of the work. */
export async function waitingOutRedis(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'redis_refuses_writes') throw error;
    throw new Postponed(AGAIN_MS, error.message);
  }
}
