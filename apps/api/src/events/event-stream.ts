import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Failure, failures } from '@quire/domain';

/** Why a stream of events ended. */
export type StreamEnd =
  'document_ended' | 'document_gone' | 'client_left' | 'too_slow' | 'stopping' | 'failed';

/** A response to which events are written. */
export interface EventStream {
  /** Aborted when nothing can be written any more. */
  readonly signal: AbortSignal;
  /**
   * Writes, and waits until the client has taken most of it.
   * @throws Failure `stream_too_slow` when it does not, and then the stream has ended; the signal's reason
   * when it has ended already
   */
  write(text: string | Buffer): Promise<void>;
  /** Ends it; what is written is still sent, if that takes no longer than a second. */
  end(lastWords?: string): void;
}

/** How the answer is to be handled by whatever is between: as it comes, as it is, and only once. */
export const eventStreamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  // nginx gathers answers otherwise.
  'x-accel-buffering': 'no',
} as const;

/** Proxies end what is silent for long, many of them after 60 s, some after 30. */
const HEARTBEAT_MS = 15_000;
/** After which a client whose stream broke comes again. */
const RETRY_MS = 2_000;
/** Within this a client has to take what was written, 100 kB at most: over a slower line events make no sense. */
const PATIENCE_MS = 30_000;
const LAST_WORDS_MS = 1_000;

/** Begins the answer. @param patienceMs within which a client has to take what was written */
export function openEventStream(
  response: ServerResponse,
  { patienceMs = PATIENCE_MS }: { readonly patienceMs?: number } = {},
): EventStream {
  const over = new AbortController();
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(':\n\n');
  }, HEARTBEAT_MS);
  const stop = (): void => {
    clearInterval(heartbeat);
    over.abort();
  };
  response.once('close', stop);
  response.writeHead(200, eventStreamHeaders);
  response.write(`retry: ${RETRY_MS}\n\n`);

  const end = (lastWords = ''): void => {
    if (over.signal.aborted) return;
    stop();
    response.end(lastWords);
    const cut = setTimeout(() => response.destroy(), LAST_WORDS_MS);
    response.once('close', () => clearTimeout(cut));
  };
  return {
    signal: over.signal,
    async write(text) {
      over.signal.throwIfAborted();
      if (response.write(text)) return;
      const tooSlow = new AbortController();
      const timer = setTimeout(() => tooSlow.abort(), patienceMs);
      try {
        await once(response, 'drain', { signal: AbortSignal.any([over.signal, tooSlow.signal]) });
      } catch (error) {
        if (!tooSlow.signal.aborted) throw error;
        end(problemFrame('stream_too_slow'));
        throw new Failure('stream_too_slow', { cause: error });
      } finally {
        clearTimeout(timer);
      }
    },
    end,
  };
}

/** A failure as an event, for whoever reads on: by then it is too late for a status. */
function problemFrame(code: 'stream_too_slow'): string {
  const problem = { type: `/docs/failures#${code}`, title: failures[code].message, code };
  return `event: problem\ndata: ${JSON.stringify(problem)}\n\n`;
}
