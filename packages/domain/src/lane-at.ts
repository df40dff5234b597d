import type { Lane } from './cost.ts';
import type { DocumentOptions } from './option-fields.ts';

const HOUR_MS = 3_600_000;

/**
 * Before its deadline a document needs so long to be read page by page: ten thousand pages at the lowest
 * published pace of a paying organisation (266 a minute, rate limits page, 2026-10-08), and some room.
 */
export const REALTIME_ROOM_MS = HOUR_MS;

/**
 * So long before its deadline a page may still go with a batch. Most batches are back within an hour, and
 * all within a day (batch page, 2026-10-08): what is not back when the deadline draws near is asked for
 * again by itself. That costs one and a half times the price, and pays as long as it meets fewer than
 * every second page; waiting for a day's room only would give the half price away to all shorter deadlines.
 */
export const BATCH_ROOM_MS = 3 * HOUR_MS;

type Asked = Pick<DocumentOptions, 'lane' | 'deadline'>;

/**
 * Which way a call of a document goes now. `auto` without a deadline is `realtime`: nobody has said that it
 * may wait.
 */
export function laneAt({ lane, deadline }: Asked, nowMs: number): Lane {
  if (lane === 'batch') return 'batch';
  if (lane !== 'auto' || deadline === undefined) return 'realtime';
  return Date.parse(deadline) - nowMs >= BATCH_ROOM_MS ? 'batch' : 'realtime';
}

/** From when on nobody waits any more for a batch with a page of the document; null where it waits for good. */
export function lastMomentMs({ lane, deadline }: Asked): number | null {
  if (lane !== 'auto' || deadline === undefined) return null;
  return Date.parse(deadline) - REALTIME_ROOM_MS;
}
