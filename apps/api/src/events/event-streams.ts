import type { ServerResponse } from 'node:http';
import { Failure } from '@quire/domain';
import type { Metrics } from '@quire/service';
import { type EventStream, openEventStream, type StreamEnd } from './event-stream.ts';

/** All streams of events that are open in this process. */
export interface EventStreams {
  /**
   * Opens one, does with it what `work` does, and ends it.
   * @throws Failure `too_many_streams`, before anything is sent
   */
  serve(
    tenant: string,
    response: ServerResponse,
    work: (stream: EventStream) => Promise<StreamEnd>,
  ): Promise<void>;
  /** Ends all, and all that come after: their clients come again in a moment, to another process. */
  stop(): void;
}

/** Clients of a process that ends come again spread over this, and not all at once. */
const COME_AGAIN_MS = { least: 500, spread: 2_500 };

/** @param mostPerTenant streams that one tenant may have open in this process */
export function createEventStreams(metrics: Metrics, mostPerTenant: number): EventStreams {
  const open = new Map<string, Set<EventStream>>();
  let isStopping = false;

  return {
    async serve(tenant, response, work) {
      const own = open.get(tenant) ?? new Set();
      if (own.size >= mostPerTenant) {
        throw new Failure('too_many_streams', { detail: `${own.size} are open` });
      }
      const stream = openEventStream(response);
      own.add(stream);
      open.set(tenant, own);
      metrics.eventStreams.inc();
      let reason: StreamEnd = 'client_left';
      try {
        if (isStopping) sayGoodbye(stream);
        reason = await work(stream);
      } catch (error) {
        reason = endOf(error, stream, isStopping);
        if (reason === 'failed') throw error;
      } finally {
        stream.end();
        own.delete(stream);
        if (own.size === 0) open.delete(tenant);
        metrics.eventStreams.dec();
        metrics.eventStreamsEnded.inc({ reason });
      }
    },
    stop() {
      isStopping = true;
      for (const streams of open.values()) streams.forEach(sayGoodbye);
    },
  };
}

function endOf(error: unknown, { signal }: EventStream, isStopping: boolean): StreamEnd {
  if (error instanceof Failure && error.code === 'stream_too_slow') return 'too_slow';
  if (!signal.aborted) return 'failed';
  return isStopping ? 'stopping' : 'client_left';
}

function sayGoodbye(stream: EventStream): void {
  const retryMs = COME_AGAIN_MS.least + Math.round(Math.random() * COME_AGAIN_MS.spread);
  stream.end(`retry: ${retryMs}\n\n`);
}
