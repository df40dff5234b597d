import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until something is so, asking every half second. @returns whether it came to be */
export async function settles(isSo: () => Promise<boolean>, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (performance.now() < deadline) {
    if (await isSo().catch(() => false)) return true;
    await sleep(500);
  }
  return false;
}
