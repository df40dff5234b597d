import { EventSourceParserStream } from 'eventsource-parser/stream';

/** One event as a client gets it. */
export interface SeenEvent {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

export interface SeenStream {
  readonly response: Response;
  /** Waits of `retry:` lines, in ms. */
  readonly retries: readonly number[];
  /** The next event; null once the stream has ended as it should. @throws where it breaks off */
  next(): Promise<SeenEvent | null>;
  /** All that is still to come. */
  rest(): Promise<SeenEvent[]>;
  leave(): Promise<void>;
}

/** Follows a document as a client does, with a parser that is not ours. */
export async function followStream(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<SeenStream> {
  const leaving = new AbortController();
  const response = await fetch(url, { headers, signal: leaving.signal });
  if (response.status !== 200 || response.body === null) {
    throw new Error(`${response.status}: ${await response.text()}`);
  }
  const retries: number[] = [];
  const reader = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(
      new EventSourceParserStream({ onError: 'terminate', onRetry: (ms) => retries.push(ms) }),
    )
    .getReader();
  const next = async (): Promise<SeenEvent | null> => {
    const { value } = await reader.read();
    if (value === undefined) return null;
    const { id = '', event = '', data } = value;
    return { id, event, data: JSON.parse(data) };
  };
  return {
    response,
    retries,
    next,
    async rest() {
      const seen: SeenEvent[] = [];
      for (let event = await next(); event !== null; event = await next()) seen.push(event);
      return seen;
    },
    async leave() {
      leaving.abort();
      await reader.cancel().catch(() => undefined);
    },
  };
}
