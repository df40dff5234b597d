import type { DocumentView } from '@quire/domain';
import type { EventSettings } from './document-event.ts';
import { isEnd } from './is-end.ts';
import { isPassing } from './is-passing.ts';
import type { EventConnection } from './open-events.ts';
import { pause } from './pause.ts';
import { QuireError } from './quire-error.ts';

export interface WaitSettings {
  /** Told of the document as first seen, and whenever anything of it has changed. */
  readonly onChange?: ((document: DocumentView) => void) | undefined;
  /** Told once of each time that the server goes away; waiting goes on. */
  readonly onTrouble?: ((error: QuireError) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Between the first looks, in milliseconds; 300 unless told. Grows to 2,000 while nothing changes. */
  readonly pollMs?: number | undefined;
  /** How long the server may be away at a stretch, in milliseconds; 120,000 unless told. */
  readonly patienceMs?: number | undefined;
  /**
   * False to look now and then instead of being told: for who waits for many, as each takes a connection.
   * @default true
   */
  readonly events?: boolean | undefined;
}

/** How a document is looked at, and how it tells of itself. */
export interface WaitPorts {
  readonly look: () => Promise<DocumentView>;
  readonly open: (settings: EventSettings) => Promise<EventConnection>;
}

const SLOWEST_POLL_MS = 2_000;
const BACKOFF = 1.3;
/** After so many streams in a row that told nothing it is looked at instead: something in between keeps them. */
const MOST_SILENT_STREAMS = 2;

/**
 * Waits for a document's end: told by its events, and by looking at it now and then where those do not
 * come through.
 * @returns the document at its end, whichever end that is
 * @throws QuireError for what does not pass by itself, or not within the patience; the signal's
 * reason where it was aborted
 */
export async function waitForEnd(
  { look, open }: WaitPorts,
  settings: WaitSettings = {},
): Promise<DocumentView> {
  const { onChange, onTrouble, signal, pollMs = 300, patienceMs = 120_000 } = settings;
  const slowestMs = Math.max(SLOWEST_POLL_MS, pollMs);
  let intervalMs = pollMs;
  let seen = '';
  let awaySinceMs: number | null = null;
  let silentStreams = settings.events === false ? MOST_SILENT_STREAMS : 0;
  let lastEventId: string | undefined;

  const see = (document: DocumentView): void => {
    awaySinceMs = null;
    const now = JSON.stringify(document);
    if (now === seen) return;
    seen = now;
    intervalMs = pollMs;
    onChange?.(document);
  };
  /** @returns the document at its end, or null where the stream ended before */
  const listen = async (): Promise<DocumentView | null> => {
    silentStreams += 1;
    try {
      const { events } = await open({ lastEventId, pages: false, signal });
      for await (const event of events) {
        silentStreams = 0;
        lastEventId = event.id;
        if (event.type !== 'document') continue;
        see(event.document);
        if (isEnd[event.document.status]) return event.document;
      }
    } catch (error) {
      // Whatever it is, the next look meets it as well, or it does not matter.
      if (!(error instanceof QuireError)) throw error;
    }
    return null;
  };

  for (;;) {
    signal?.throwIfAborted();
    const document = await look().catch((error: unknown) => {
      if (!(error instanceof QuireError) || !isPassing(error)) throw error;
      if (awaySinceMs === null) onTrouble?.(error);
      awaySinceMs ??= performance.now();
      if (performance.now() - awaySinceMs > patienceMs) throw error;
      return null;
    });
    if (document !== null) {
      see(document);
      if (isEnd[document.status]) return document;
      const end = silentStreams < MOST_SILENT_STREAMS ? await listen() : null;
      if (end !== null) return end;
    }
    await pause(intervalMs, signal);
    intervalMs = Math.min(slowestMs, intervalMs * BACKOFF);
  }
}
