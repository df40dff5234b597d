/** How much there is to tell of a document's pages: the feed of one round, which a retry begins anew. */
export interface FeedHead {
  readonly round: number;
  /** Entries so far. */
  readonly length: number;
}

/** How far somebody has been told of a document. */
export interface EventCursor {
  readonly round: number;
  /** Entries of the round's feed that were told. */
  readonly position: number;
  /** Whether the document's end was told as well. */
  readonly isEnd: boolean;
}

/** An event's id, such as `1-57`, or `1-57-end` after which nothing comes. */
export function formatCursor({ round, position, isEnd }: EventCursor): string {
  return `${round}-${position}${isEnd ? '-end' : ''}`;
}

/** What a `Last-Event-ID` says; null where it is none of ours, and all has to be told. */
export function parseCursor(id: string | undefined): EventCursor | null {
  const [, round, position, end] = /^(\d{1,9})-(\d{1,9})(-end)?$/.exec(id ?? '') ?? [];
  if (round === undefined) return null;
  return { round: Number(round), position: Number(position), isEnd: end !== undefined };
}

/**
 * From which entry on to tell: after those that were told, or from the first where the cursor is of
 * another round, or of a feed that was longer than this one ever was.
 */
export function resumeFrom(cursor: EventCursor | null, feed: FeedHead): number {
  const isOfFeed = cursor?.round === feed.round && cursor.position <= feed.length;
  return isOfFeed ? cursor.position : 0;
}
