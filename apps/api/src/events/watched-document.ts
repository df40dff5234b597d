import { EventEmitter, once } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { type FeedHead, hasEnded } from '@quire/domain';
import type { ApiPorts } from '../api-ports.ts';
import { viewDocuments } from '../view-documents.ts';
import { eventFrame } from './event-frame.ts';

export type WatchPorts = Pick<
  ApiPorts,
  'documents' | 'feed' | 'bell' | 'limiter' | 'places' | 'config' | 'log'
>;

/** A document as all who follow it are told of it. */
interface WatchedState extends FeedHead {
  /** Higher than that of every state before. */
  readonly version: number;
  /** The document's view, as JSON. */
  readonly json: string;
  readonly hasEnded: boolean;
}

/** Events of pages, as they go over the line. */
export interface PageFrames {
  readonly bytes: Buffer;
  /** Entries of the feed that are told with them. */
  readonly to: number;
}

/** What is shared by all who follow one document. */
export interface WatchedDocument {
  /**
   * The document's state, as soon as there is one that is newer than `version`.
   * @returns null when the document is gone
   * @throws the signal's AbortError
   */
  next(version: number, signal: AbortSignal): Promise<WatchedState | null>;
  /**
   * The pages of a state's feed from an entry on, at most 100, read once for all who ask. None that came
   * after that state: its end, told after them, would not know of them.
   * @returns null when the round is over, or the document gone: a new state says so soon
   * @throws Failure `redis_unavailable`
   */
  pages(feed: FeedHead, from: number): Promise<PageFrames | null>;
  close(): void;
}

/** Between two looks at a document: a page more each millisecond is told in tens of events a second. */
const LEAST_BETWEEN_MS = 100;
/** A document is looked at this often without a ring: holds of all documents ring nobody's bell. */
const LOOK_ANYWAY_MS = 5_000;
const AFTER_TROUBLE_MS = 1_000;
const PAGES_AT_ONCE = 100;
/** Runs of pages that are kept for others who ask for the same: some 20 kB each. */
const MOST_FRAMES = 8;

/** Looks at a document whenever its bell rings, for as long as somebody follows it. */
export function watchDocument(id: string, ports: WatchPorts): WatchedDocument {
  const news = new EventEmitter().setMaxListeners(0);
  const frames = new Map<string, Promise<PageFrames | null>>();
  let latest: WatchedState | null | undefined;
  let isDue = false;
  let isLooking = false;
  let isInTrouble = false;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let nextAtMs = 0;

  const ring = (): void => {
    isDue = true;
    if (isClosed || isLooking || timer !== undefined) return;
    timer = setTimeout(() => void look(), Math.max(0, nextAtMs - performance.now()));
  };
  const look = async (): Promise<void> => {
    timer = undefined;
    isDue = false;
    isLooking = true;
    nextAtMs = performance.now() + LEAST_BETWEEN_MS;
    try {
      const seen = await readState(id, ports);
      isInTrouble = false;
      if (latest === undefined || !isSame(latest, seen)) {
        latest = seen && { ...seen, version: (latest?.version ?? 0) + 1 };
        news.emit('news');
      }
    } catch (error) {
      if (!isInTrouble) ports.log.warn({ err: error, id }, 'a followed document cannot be read');
      isInTrouble = true;
      isDue = true;
      nextAtMs = performance.now() + AFTER_TROUBLE_MS;
    } finally {
      isLooking = false;
    }
    if (isDue) ring();
  };
  const readFrames = async (
    round: number,
    from: number,
    to: number,
  ): Promise<PageFrames | null> => {
    const chunk = await ports.feed.read(id, from, to - from);
    // Shorter it is where a Redis came back without what it had acknowledged.
    if (chunk === null || chunk.round !== round || chunk.to <= from) {
      ring();
      return null;
    }
    const text = chunk.pages.map(({ position, page }) =>
      eventFrame('page', { round, position: position + 1, isEnd: false }, JSON.stringify(page)),
    );
    return { bytes: Buffer.from(text.join('')), to: chunk.to };
  };

  const isNewsTo = (version: number): boolean =>
    latest === null || (latest !== undefined && latest.version > version);

  const stopListening = ports.bell.listen(id, ring);
  const anyway = setInterval(ring, LOOK_ANYWAY_MS);
  return {
    async next(version, signal) {
      while (!isNewsTo(version)) await once(news, 'news', { signal });
      return latest ?? null;
    },
    pages({ round, length }, from) {
      const to = Math.min(length, from + PAGES_AT_ONCE);
      const key = `${round}-${from}-${to}`;
      const known = frames.get(key);
      if (known !== undefined) return known;
      const read = readFrames(round, from, to);
      frames.set(key, read);
      // A read that came to nothing is tried again by the next who asks.
      const forget = (): boolean => frames.get(key) === read && frames.delete(key);
      read.then((found) => found ?? forget(), forget);
      const [oldest] = frames.keys();
      if (frames.size > MOST_FRAMES && oldest !== undefined) frames.delete(oldest);
      return read;
    },
    close() {
      isClosed = true;
      stopListening();
      clearInterval(anyway);
      clearTimeout(timer);
    },
  };
}

/** The document first, then its feed: at its end, all of its pages are in the feed that is read after. */
async function readState(
  id: string,
  ports: WatchPorts,
): Promise<Omit<WatchedState, 'version'> | null> {
  for (;;) {
    const record = await ports.documents.read(id);
    const head = await ports.feed.head(id);
    if (record === null || head === null) return null;
    // A retry came between.
    if (record.round !== head.round) continue;
    // An end is told once, with all pages before it: one that was paid for before a cancel may come between.
    if (hasEnded(record.status) && !isDeepStrictEqual(record, await ports.documents.read(id)))
      continue;
    const [view] = await viewDocuments([record], ports);
    return { ...head, json: JSON.stringify(view), hasEnded: hasEnded(record.status) };
  }
}

function isSame(before: WatchedState | null, now: Omit<WatchedState, 'version'> | null): boolean {
  if (before === null || now === null) return before === now;
  const { round, length, json } = before;
  return round === now.round && length === now.length && json === now.json;
}
