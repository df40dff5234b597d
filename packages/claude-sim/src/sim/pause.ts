import { setTimeout } from 'node:timers/promises';

/** Waits, unless the stand-in stops first: then it throws an AbortError. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await setTimeout(ms, undefined, { signal });
}
