/** A task longer than this is slow. A usual page takes less than 100 ms, the slowest of the render bench's set 800. */
export const SLOW_MS = 2_000;

/** Who waits for a process and who has one, by the paths of their sources. */
export interface Turns {
  readonly processes: number;
  /** How many of them one source may have at the same time. */
  readonly mostOfOne: number;
  /** Who waits longest comes first. */
  readonly waiting: readonly { readonly source: string }[];
  readonly running: readonly { readonly source: string; readonly startedAtMs: number }[];
  /** Until when a source counts as slow for what has already ended of it. */
  readonly slowUntilMs: ReadonlyMap<string, number>;
}

/**
 * Whose turn it is when a process is free: of the sources that have the fewest tasks running, who waits longest. A
 * source with a slow task is left one process short of all, whoever else waits: whatever comes next would else wait
 * for its pages to reach their time limit. It always has its turn when fewer of its tasks run, so nobody waits for ever.
 * @returns where in the line; undefined where nobody waits or all who wait have as many as they may
 */
export function nextTurn(
  { processes, mostOfOne, waiting, running, slowUntilMs }: Turns,
  nowMs: number,
): number | undefined {
  const counts = new Map<string, number>();
  const slow = new Set<string>();
  for (const { source, startedAtMs } of running) {
    counts.set(source, (counts.get(source) ?? 0) + 1);
    if (nowMs - startedAtMs > SLOW_MS) slow.add(source);
  }
  let next: number | undefined;
  let fewest = Infinity;
  for (const [at, { source }] of waiting.entries()) {
    const count = counts.get(source) ?? 0;
    const isSlow = slow.has(source) || nowMs < (slowUntilMs.get(source) ?? -Infinity);
    // The only process there is cannot be kept for others.
    const most = isSlow ? Math.max(1, Math.min(mostOfOne, processes - 1)) : mostOfOne;
    if (count >= fewest || count >= most) continue;
    next = at;
    fewest = count;
  }
  return next;
}
