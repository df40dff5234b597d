/** A fifth of the time after which silence is taken for death (booking.lua): timers may be late. */
const BEAT_MS = 300;

/** Calls in hand, and that their process lives as long as it has any. */
export interface Aliveness {
  took(group: string, id: string, forMs: number): void;
  gave(id: string): void;
}

/**
 * Keeps showing that this process lives while it has calls in hand: a dead one's streams would stand
 * in everybody's way until its leases expire.
 * @param beat tells Redis; it may fail, for the next one follows
 */
export function showAlive(beat: (group: string) => Promise<unknown>): Aliveness {
  const inHand = new Map<string, { readonly group: string; readonly untilMs: number }>();
  let timer: NodeJS.Timeout | undefined;
  const tick = (): void => {
    const nowMs = performance.now();
    // A call that nobody settles is not shown for longer than its lease lasts.
    for (const [id, { untilMs }] of inHand) if (untilMs < nowMs) inHand.delete(id);
    for (const group of new Set([...inHand.values()].map((call) => call.group))) {
      beat(group).catch(() => undefined);
    }
    if (inHand.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  return {
    took(group, id, forMs) {
      inHand.set(id, { group, untilMs: performance.now() + forMs });
      timer ??= setInterval(tick, BEAT_MS).unref();
    },
    gave: (id) => void inHand.delete(id),
  };
}
