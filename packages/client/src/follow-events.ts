import type { DocumentEvent, EventSettings } from './document-event.ts';
import { isEnd } from './is-end.ts';
import { isPassing } from './is-passing.ts';
import type { EventConnection } from './open-events.ts';
import { pause } from './pause.ts';
import { QuireError } from './quire-error.ts';

const RETRY_MS = 1_000;
/** How long there may be no connection over which anything is told. */
const PATIENCE_MS = 120_000;

/**
 * A document's events until its end, over as many connections as it takes. Leaving the loop early ends it.
 * @param open one connection
 * @throws QuireError for what does not pass by itself, or not within two minutes; the signal's reason
 * where it was aborted
 */
export async function* followEvents(
  open: (settings: EventSettings) => Promise<EventConnection>,
  settings: EventSettings = {},
): AsyncGenerator<DocumentEvent> {
  let { lastEventId } = settings;
  let heardAtMs = performance.now();
  for (;;) {
    let retryMs: number | null = null;
    let isHeard = false;
    let trouble: QuireError | undefined;
    try {
      const connection = await open({ ...settings, lastEventId });
      if (connection.isOver) return;
      for await (const event of connection.events) {
        isHeard = true;
        retryMs = connection.retryMs();
        lastEventId = event.id;
        yield event;
        if (event.type === 'document' && isEnd[event.document.status]) return;
      }
      retryMs = connection.retryMs();
    } catch (error) {
      if (!(error instanceof QuireError) || !isPassing(error)) throw error;
      trouble = error;
      retryMs ??= error.retryAfterMs;
    }
    if (isHeard) heardAtMs = performance.now();
    if (performance.now() - heardAtMs > PATIENCE_MS) throw trouble ?? nothingTold();
    await pause(retryMs ?? RETRY_MS, settings.signal);
  }
}

function nothingTold(): QuireError {
  const detail = 'Streams of events end before anything is told: ask for the document instead.';
  return new QuireError('unexpected_answer', detail);
}
