import type { Hold, Limiter } from '@quire/limits';

/** Every page asks before it is drawn: one reading of all lanes serves a process for so long. */
const FRESH_FOR_MS = 1_000;

export interface LaneHolds {
  /** The pause or halt in force for a limit group, as of a second ago at most; null where there is none. */
  of(group: string): Promise<Hold | null>;
}

/** @param freshForMs for tests, which wait for nothing */
export function openLaneHolds(
  limiter: Pick<Limiter, 'holds'>,
  freshForMs: number = FRESH_FOR_MS,
): LaneHolds {
  let readAt = -Infinity;
  let reading: Promise<readonly Hold[]> = Promise.resolve([]);
  return {
    async of(group) {
      if (performance.now() - readAt >= freshForMs) {
        readAt = performance.now();
        reading = limiter.holds();
        reading.catch(() => {
          readAt = -Infinity;
        });
      }
      return (await reading).find((hold) => hold.group === group) ?? null;
    },
  };
}
