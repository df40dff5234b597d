import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { isDocument, isPageSummary } from './answers.ts';
import type { DocumentEvent, EventSettings } from './document-event.ts';
import { parseJson } from './parse-json.ts';
import { QuireError } from './quire-error.ts';
import { type Address, sendRequest } from './send-request.ts';
import { textOf } from './text-of.ts';

/** One connection over which a document's events come. */
export interface EventConnection {
  /** Whether the server has nothing more to tell, now or later. */
  readonly isOver: boolean;
  /** How long the server asks to wait before the next connection, in ms; null where it does not. */
  retryMs(): number | null;
  /** @throws QuireError `unreachable` where it breaks off, or nothing is heard for too long */
  readonly events: AsyncIterable<DocumentEvent>;
}

/**
 * How long to hear nothing. The first event comes at once: where it does not, something in between keeps it
 * for later. After that the server is silent for 15 s at most.
 */
const BOUNDS = { firstWithinMs: 3_000, silentMs: 45_000 };
/** Of one event: a document of 10,000 failed pages is 60 kB. */
const MOST_CHARS = 4_000_000;

/** Connects. @throws QuireError for a refusal, and for an answer that is no stream of events */
export async function openEvents(
  address: Address,
  path: string,
  { lastEventId, pages = true, signal }: EventSettings,
  { firstWithinMs, silentMs } = BOUNDS,
): Promise<EventConnection> {
  const silence = new AbortController();
  const abort = (): void => silence.abort(new DOMException('nothing was heard', 'TimeoutError'));
  let timer = setTimeout(abort, firstWithinMs);
  const response = await sendRequest(address, path, {
    query: { events: pages ? undefined : 'document' },
    headers: {
      accept: 'text/event-stream',
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    signal: signal ? AbortSignal.any([signal, silence.signal]) : silence.signal,
  }).catch((error: unknown) => {
    clearTimeout(timer);
    throw error;
  });
  const isOver = response.status === 204;
  if (!isOver && !response.headers.get('content-type')?.startsWith('text/event-stream')) {
    clearTimeout(timer);
    await response.body?.cancel();
    const detail = 'What was answered is no stream of events.';
    throw new QuireError('unexpected_answer', detail, { status: response.status });
  }
  let retryMs: number | null = null;
  async function* read(): AsyncGenerator<DocumentEvent> {
    const heard: EventSourceMessage[] = [];
    let isTooLong = false;
    const parser = createParser({
      onEvent: (event) => heard.push(event),
      onRetry: (ms) => (retryMs = ms),
      onError: ({ type }) => (isTooLong ||= type === 'max-buffer-size-exceeded'),
      maxBufferSize: MOST_CHARS,
    });
    try {
      for await (const text of textOf(response, address.baseUrl)) {
        signal?.throwIfAborted();
        parser.feed(text);
        if (isTooLong) throw new QuireError('unexpected_answer', 'An event is too long to be one.');
        for (let message = heard.shift(); message !== undefined; message = heard.shift()) {
          const event = eventFrom(message);
          clearTimeout(timer);
          if (event !== null) yield event;
          timer = setTimeout(abort, silentMs);
        }
        // A comment is a sign of life as well.
        timer.refresh();
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
  if (isOver) clearTimeout(timer);
  return { isOver, retryMs: () => retryMs, events: read() };
}

/** @returns null for what a newer server may tell besides */
function eventFrom({ id = '', event, data }: EventSourceMessage): DocumentEvent | null {
  const value = parseJson(data);
  if (event === 'document' && isDocument(value)) return { id, type: 'document', document: value };
  if (event === 'page' && isPageSummary(value)) return { id, type: 'page', page: value };
  return null;
}
