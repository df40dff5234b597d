const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Standard Webhooks' schedule: about 75 hours in all. */
const WAITS_MS = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
];

/** Attempts of one run of a delivery, after which it is given up. */
export const MOST_TRIES = WAITS_MS.length + 1;

/** A receiver that asks for more is asked again after a day all the same. */
const MOST_RETRY_AFTER_MS = 24 * hour;

/**
 * How long a delivery waits after a failed attempt: its step of the schedule, a fifth more or less by
 * chance, so that what failed together does not come back together; longer where the receiver asks.
 * @param tries attempts so far, 1 after the first
 * @param retryAfterMs what the receiver asked for
 * @param chance from 0 to 1
 */
export function waitAfterTryMs(tries: number, retryAfterMs: number | null, chance: number): number {
  const step = WAITS_MS[Math.min(tries, WAITS_MS.length) - 1] ?? 0;
  const asked = Math.min(retryAfterMs ?? 0, MOST_RETRY_AFTER_MS);
  return Math.max(Math.round(step * (0.8 + 0.4 * chance)), asked);
}
