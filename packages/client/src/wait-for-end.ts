import type { DocumentStatus, DocumentView } from '@quire/domain';
import { isPassing } from './is-passing.ts';
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
}

const SLOWEST_POLL_MS = 2_000;
const BACKOFF = 1.3;

/** Whether a document stays as it is. A status that is added has to be added here to compile. */
const isEnd: Record<DocumentStatus, boolean> = {
  queued: false,
  splitting: false,
  processing: false,
  aggregating: false,
  completed: true,
  partial: true,
  failed: true,
  cancelled: true,
};

/**
 * Looks at a document until it has ended.
 * @param look one look at it
 * @returns the document at its end, whichever end that is
 * @throws QuireError for what does not pass by itself, or not within the patience; the signal's
 * reason where it was aborted
 */
export async function waitForEnd(
  look: () => Promise<DocumentView>,
  { onChange, onTrouble, signal, pollMs = 300, patienceMs = 120_000 }: WaitSettings = {},
): Promise<DocumentView> {
  const slowestMs = Math.max(SLOWEST_POLL_MS, pollMs);
  let intervalMs = pollMs;
  let seen = '';
  let awaySinceMs: number | null = null;
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
      awaySinceMs = null;
      const now = JSON.stringify(document);
      if (now !== seen) {
        onChange?.(document);
        intervalMs = pollMs;
      }
      seen = now;
      if (isEnd[document.status]) return document;
    }
    await pause(intervalMs, signal);
    intervalMs = Math.min(slowestMs, intervalMs * BACKOFF);
  }
}
