import { setTimeout as wait } from 'node:timers/promises';
import { type EventCursor, type FeedHead, resumeFrom } from '@quire/domain';
import type { Follower } from './document-watch.ts';
import { eventFrame } from './event-frame.ts';
import type { EventStream, StreamEnd } from './event-stream.ts';
import type { PageFrames } from './watched-document.ts';

const AGAIN_AFTER_MS = 1_000;

export interface Telling {
  /** What the client was told before; null where it was told nothing, or of what nobody knows. */
  readonly cursor: EventCursor | null;
  /** False for who wants to hear of the document alone. */
  readonly withPages: boolean;
}

/**
 * Tells a client of a document until its end. Each client goes through the feed at its own pace, and is told
 * what is so when its turn comes: one that is slow hears less often, and nobody keeps anything for it.
 * The end is told last, when every page has been.
 * @throws Failure `stream_too_slow`; the reason of the stream's signal
 */
export async function tellDocument(
  stream: EventStream,
  follower: Follower,
  { cursor, withPages }: Telling,
): Promise<StreamEnd> {
  let told = cursor;
  let sent: string | undefined;
  let version = 0;
  for (;;) {
    const state = await follower.next(version, stream.signal);
    if (state === null) return 'document_gone';
    version = state.version;
    const { round, length, json, hasEnded } = state;
    const from: number = withPages ? resumeFrom(told, state) : length;
    let at: EventCursor = { round, position: from, isEnd: false };
    // How it stands is worth knowing before all that was done so far is gone through.
    if (sent === undefined && !hasEnded) {
      await stream.write(eventFrame('document', at, json));
      sent = json;
    }
    while (at.position < length) {
      const frames = await readPages(follower, state, at.position, stream.signal);
      if (frames === null) break;
      if (frames.bytes.length > 0) await stream.write(frames.bytes);
      at = { ...at, position: frames.to };
    }
    told = at;
    if (at.position < length) continue;
    if (sent !== json || hasEnded) {
      await stream.write(eventFrame('document', { ...at, isEnd: hasEnded }, json));
    }
    if (hasEnded) return 'document_ended';
    sent = json;
  }
}

/** Waits for a Redis that is away: a client whose stream ended would be refused, and a browser give up. */
async function readPages(
  follower: Follower,
  feed: FeedHead,
  from: number,
  signal: AbortSignal,
): Promise<PageFrames | null> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await follower.pages(feed, from);
    } catch {
      await wait(AGAIN_AFTER_MS, undefined, { signal });
    }
  }
}
