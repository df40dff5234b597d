import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 10_000;

/**
 * Does something until it succeeds, for ever, waiting twice as long after each failure. For what must
 * not be lost and may be done twice.
 * @param onTrouble told of each failure
 */
export async function untilTaken<Result>(
  work: () => Promise<Result>,
  onTrouble: (error: unknown) => void,
): Promise<Result> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    try {
      return await work();
    } catch (error) {
      onTrouble(error);
      await sleep(waitMs * (0.5 + Math.random() / 2));
    }
  }
}
