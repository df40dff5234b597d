/** A run of a document's pages that the caller was given to enqueue. */
interface Slice {
  readonly from: number;
  readonly pages: readonly number[];
}

/** Shaped like the store's pages and the queues' producer. */
export interface FeedPorts {
  readonly pages: { confirmSlice(documentId: string, slice: Slice): Promise<void> };
  readonly producer: {
    /** Adding a page that is there already must change nothing. */
    addPages(documentId: string, pages: readonly number[]): Promise<void>;
  };
}

/**
 * Most pages of one document that are queued or being read. Small enough that a small document
 * behind a huge one waits a fraction of a second, large enough to keep 100 calls busy (limiter
 * page, "Fairness": 100 of 5,000 pages waited 0.26 s, 50 starved the slots).
 */
export const PAGE_WINDOW = 100;

/** Enqueues a slice, then says so. After a kill in between, the slice is handed out again. */
export async function feedPages(
  documentId: string,
  slice: Slice | null,
  { pages, producer }: FeedPorts,
): Promise<void> {
  if (slice === null) return;
  await producer.addPages(documentId, slice.pages);
  await pages.confirmSlice(documentId, slice);
}
