import { Postponed } from '@quire/queues';

/**
 * Wholes that one process has in hand at once: each may hold a request's 23 MB of pictures, as they are,
 * as base64 and as JSON, where a page's are half a megabyte.
 */
const MOST_AT_ONCE = 2;
/** Each takes its pictures' drawing and a call of perhaps a minute. */
const AGAIN_MS = 3_000;

/** Bounds what a process holds for documents that are asked as a whole. */
export interface WholeTurns {
  /** @throws Postponed while others have all turns */
  take<Result>(work: () => Promise<Result>): Promise<Result>;
}

export function createWholeTurns(most: number = MOST_AT_ONCE): WholeTurns {
  let inHand = 0;
  return {
    async take(work) {
      if (inHand >= most) {
        throw new Postponed(AGAIN_MS * (1 + Math.random()), 'others are asked as a whole here');
      }
      inHand += 1;
      try {
        return await work();
      } finally {
        inHand -= 1;
      }
    },
  };
}
