import { isPassing } from './is-passing.ts';
import { pause } from './pause.ts';
import { QuireError } from './quire-error.ts';

const FIRST_WAIT_MS = 300;

/**
 * Does something again while what it fails of may pass by itself, for so long and no longer.
 * @param work must be harmless when done twice
 * @param patienceMs from the first try to the last
 * @throws what the last try threw, at once where the server asks for a longer wait than that
 */
export async function withPatience<Result>(
  work: () => Promise<Result>,
  patienceMs: number,
  signal?: AbortSignal,
): Promise<Result> {
  const deadlineMs = performance.now() + patienceMs;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs *= 2) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof QuireError) || !isPassing(error)) throw error;
      const nextMs = Math.max(waitMs, error.retryAfterMs ?? 0);
      if (performance.now() + nextMs > deadlineMs) throw error;
      await pause(nextMs, signal);
    }
  }
}
