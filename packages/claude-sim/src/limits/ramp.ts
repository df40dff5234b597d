/**
 * The acceleration limit: usage of a minute may reach at most twice that of the minute before, or
 * a floor that is always free. What the API really counts is not published.
 */
export interface Ramp {
  /** Input tokens per minute that are never a ramp. */
  readonly floor: number;
  readonly minute: number;
  readonly current: number;
  readonly previous: number;
}

const GROWTH = 2;

/** A ramp that has seen nothing yet. */
export function startRamp(floor: number, nowMs: number): Ramp {
  return { floor, minute: minuteOf(nowMs), current: 0, previous: 0 };
}

export interface Climb {
  readonly isGranted: boolean;
  readonly ramp: Ramp;
  readonly waitMs: number;
}

/** Adds an amount to this minute, if that is not too steep. */
export function climb(ramp: Ramp, amount: number, nowMs: number): Climb {
  const now = turnTo(ramp, minuteOf(nowMs));
  const most = Math.max(now.floor, now.previous * GROWTH);
  if (now.current > 0 && now.current + amount > most) {
    return { isGranted: false, ramp: now, waitMs: (now.minute + 1) * 60_000 - nowMs };
  }
  return { isGranted: true, ramp: { ...now, current: now.current + amount }, waitMs: 0 };
}

const minuteOf = (nowMs: number): number => Math.floor(nowMs / 60_000);

function turnTo(ramp: Ramp, minute: number): Ramp {
  if (minute <= ramp.minute) return ramp;
  const previous = minute === ramp.minute + 1 ? ramp.current : 0;
  return { ...ramp, minute, current: 0, previous };
}
