import type { Redis } from 'ioredis';
import { documentKeys } from './keys.ts';
import { listFrom } from './list-from.ts';
import { loadScript } from './script.ts';

const takeSlice = loadScript('take-slice-2', 'time', 'slice');
const seeIdleness = loadScript('see-idleness-3', 'apart');
const confirmSlice = loadScript('confirm-slice-2', 'time', 'slice');

/** A run of pages that one process has to enqueue; `from` is its position among those to do. */
export interface Slice {
  /** How often the document was set going: pages of each round are jobs of their own. */
  readonly round: number;
  readonly from: number;
  readonly pages: readonly number[];
  /** Pages that are handed out and unfinished, these included. */
  readonly out: number;
  /** Pages that are not handed out yet. */
  readonly rest: number;
}

export interface SliceRequest {
  /** Most pages that are handed out and unfinished, where no place of the document's has said so yet. */
  readonly window: number;
  /** The window of the place that the document was just given: it holds from now on. */
  readonly granted?: number;
  /** Offer a slice that was handed out and not confirmed, whatever its age. */
  readonly again: boolean;
}

/** How a document's pages are handed out. */
export interface Slices {
  takeSlice(documentId: string, request: SliceRequest): Promise<Slice | null>;
  /**
   * Says that a slice is enqueued.
   * @param window holds from now on
   * @returns the next one, where the window has room for it
   */
  confirmSlice(
    documentId: string,
    slice: Pick<Slice, 'round' | 'from' | 'pages'>,
    window: number,
  ): Promise<Slice | null>;
  /** Whether, and why, a document's place is not needed now; null while it is. */
  idleness(documentId: string): Promise<Idleness | null>;
}

/**
 * Why a document's place is not needed now: it has had its share, has no page under way, and `waits` for
 * another; or it `rests` until what is left of it comes back from batches.
 */
export type Idleness = 'rests' | 'waits';

/**
 * An unconfirmed slice this old is offered to whoever commits next: enqueueing takes milliseconds,
 * so its holder is dead or cut off. Offered too early it costs a few refused adds, no more.
 */
export const STALE_SLICE_MS = 5_000;

export function createSlices(redis: Redis, prefix: string): Slices {
  return {
    async takeSlice(documentId, { window, granted, again }) {
      const { document, todo } = documentKeys(prefix, documentId);
      const values = [window, STALE_SLICE_MS, again ? 1 : 0, granted ?? ''];
      return sliceFrom(await takeSlice.run(redis, [document, todo], values));
    },
    async confirmSlice(documentId, slice, window) {
      const { document, todo } = documentKeys(prefix, documentId);
      const values = [slice.from, window, STALE_SLICE_MS];
      return sliceFrom(await confirmSlice.run(redis, [document, todo], values));
    },
    async idleness(documentId) {
      const { document, todo, calls } = documentKeys(prefix, documentId);
      return idlenessFrom(await seeIdleness.run(redis, [document, todo, calls], []));
    },
  };
}

export function idlenessFrom(reply: unknown): Idleness | null {
  return reply === 'rests' || reply === 'waits' ? reply : null;
}

export function sliceFrom(reply: unknown): Slice | null {
  const [round, from, pages, out, rest] = listFrom(reply);
  if (from === undefined || from === null) return null;
  return {
    round: Number(round),
    from: Number(from),
    pages: listFrom(pages).map(Number),
    out: Number(out),
    rest: Number(rest),
  };
}
