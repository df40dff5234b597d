import { type Admitted, leavePlace, type LeavePorts, startAdmitted } from './admission.ts';

/** A run of a document's pages that the caller was given to enqueue. */
interface Slice {
  readonly round: number;
  readonly from: number;
  readonly pages: readonly number[];
  /** Pages handed out and unfinished, these included; and those not handed out yet. */
  readonly out: number;
  readonly rest: number;
}

/** Shaped like the store's pages and places, and the queues' producer. */
export interface FeedPorts extends LeavePorts {
  readonly pages: {
    /** Returns the next slice, where there is room for it. */
    confirmSlice(documentId: string, slice: Slice, window: number): Promise<Slice | null>;
    idleness(documentId: string): Promise<'rests' | 'waits' | null>;
  };
  readonly places: LeavePorts['places'] & {
    /** Numbers the slice's turn, and says how large the document's window is from now on. */
    takeTurn(
      documentId: string,
      slice: Slice,
    ): Promise<{
      readonly window: number;
      readonly rank: number;
      readonly admitted: readonly Admitted[];
    }>;
  };
  readonly producer: LeavePorts['producer'] & {
    /** Adding a page that is there already must change nothing. */
    addPages(
      documentId: string,
      pages: readonly number[],
      round: number,
      rank: number,
    ): Promise<void>;
  };
}

/**
 * Enqueues a slice in its turn and says so, and goes on with what it is handed for that. After a kill in
 * between, the slice is handed out again.
 */
export async function feedPages(
  documentId: string,
  slice: Slice | null,
  ports: FeedPorts,
): Promise<void> {
  for (let open = slice; open !== null;) {
    const turn = await ports.places.takeTurn(documentId, open);
    await startAdmitted(turn.admitted, ports);
    await ports.producer.addPages(documentId, open.pages, open.round, turn.rank);
    open = await ports.pages.confirmSlice(documentId, open, turn.window);
    // All of its pages may have ended before anybody knew that they were its last in this place.
    if (turn.window === 0) await leaveIfIdle(documentId, ports);
  }
}

/**
 * A document with no page under way gives its place back where it has had its share, and waits for the next;
 * or where all that is left of it rests with batches.
 */
export async function leaveIfIdle(
  documentId: string,
  ports: LeavePorts & { readonly pages: Pick<FeedPorts['pages'], 'idleness'> },
): Promise<'rests' | 'waits' | null> {
  const idle = await ports.pages.idleness(documentId);
  if (idle !== null) await leavePlace(documentId, idle, ports);
  return idle;
}
