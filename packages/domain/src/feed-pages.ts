/** A run of a document's pages that the caller was given to enqueue. */
interface Slice {
  readonly round: number;
  readonly from: number;
  readonly pages: readonly number[];
}

/** Shaped like the store's pages and the queues' producer. */
export interface FeedPorts {
  readonly pages: {
    /** Returns the next slice, where there is room for it. */
    confirmSlice(documentId: string, slice: Slice, window: number): Promise<Slice | null>;
  };
  readonly producer: {
    /** Adding a page that is there already must change nothing. */
    addPages(documentId: string, pages: readonly number[], round: number): Promise<void>;
  };
}

/**
 * Most pages of one document that are queued or being read. Small enough that a small document
 * behind a huge one waits a fraction of a second, large enough to keep 100 calls busy (limiter
 * page, "Fairness": 100 of 5,000 pages waited 0.26 s, 50 starved the slots).
 */
export const PAGE_WINDOW = 100;

/**
 * Enqueues a slice and says so, and goes on with what it is handed for that. After a kill in between,
 * the slice is handed out again.
 */
export async function feedPages(
  documentId: string,
  slice: Slice | null,
  { pages, producer }: FeedPorts,
  window = PAGE_WINDOW,
): Promise<void> {
  for (let open = slice; open !== null;) {
    await producer.addPages(documentId, open.pages, open.round);
    open = await pages.confirmSlice(documentId, open, window);
  }
}
