import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';

/** One request as it arrived, its body whole. */
export interface Delivery {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The bytes that a signature is over; never parsed here. */
  readonly body: Buffer;
  /** When its head arrived, in milliseconds since 1970. */
  readonly arrivedAtMs: number;
}

/** How the nth delivery is answered, counted from 1; without any of it, 204 at once. */
export interface ReceiverBehaviour {
  readonly status?: (n: number) => number;
  readonly headers?: (n: number) => OutgoingHttpHeaders;
  readonly body?: (n: number) => string;
  /** How long the answer is kept back. */
  readonly delayMs?: (n: number) => number;
  /** True: take the request and never answer it. */
  readonly hang?: (n: number) => boolean;
}

export interface WebhookReceiver {
  readonly url: string;
  /** In order of arrival, those that were never answered too. */
  readonly deliveries: readonly Delivery[];
  /** From the next delivery on, answer like this. The counting goes on. */
  behave(behaviour: ReceiverBehaviour): void;
  /** @throws when fewer than `count` deliveries have arrived after `timeoutMs` */
  waitFor(count: number, timeoutMs: number): Promise<readonly Delivery[]>;
  /** Closes every connection, hanging ones too. */
  stop(): Promise<void>;
}

/** What an HTTPS server shows: PEM. */
interface Identity {
  readonly key: string;
  readonly cert: string;
}

/**
 * Starts an HTTP server on a free loopback port that records what is sent to it.
 * @param identity where given it speaks HTTPS, as `localhost`
 */
export async function startWebhookReceiver(
  behaviour: ReceiverBehaviour = {},
  identity?: Identity,
): Promise<WebhookReceiver> {
  const deliveries: Delivery[] = [];
  const waiting = new Set<() => void>();
  const stopped = new AbortController();
  let current = behaviour;
  const take = (request: IncomingMessage, response: ServerResponse): void => {
    const arrivedAtMs = Date.now();
    receive(request, arrivedAtMs)
      .then((delivery) => {
        const n = deliveries.push(delivery);
        for (const look of waiting) look();
        return answer(response, n, current, stopped.signal);
      })
      // The sender hung up halfway, or the receiver is being stopped: nobody is left to tell.
      .catch(() => response.destroy());
  };
  const server = identity === undefined ? createServer(take) : createTlsServer(identity, take);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `${identity === undefined ? 'http://127.0.0.1' : 'https://localhost'}:${portOf(server)}/`,
    deliveries,
    behave(next) {
      current = next;
    },
    waitFor: (count, timeoutMs) =>
      new Promise((resolve, reject) => {
        const settle = (finish: () => void): void => {
          waiting.delete(look);
          clearTimeout(timer);
          finish();
        };
        const look = (): void => {
          if (deliveries.length >= count) settle(() => resolve(deliveries.slice(0, count)));
        };
        const timer = setTimeout(() => {
          const message = `${deliveries.length} of ${count} deliveries after ${timeoutMs} ms`;
          settle(() => reject(new Error(message)));
        }, timeoutMs);
        waiting.add(look);
        look();
      }),
    async stop() {
      stopped.abort();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function receive(request: IncomingMessage, arrivedAtMs: number): Promise<Delivery> {
  const { method = '', url: path = '', headers } = request;
  return { method, path, headers, body: await buffer(request), arrivedAtMs };
}

async function answer(
  response: ServerResponse,
  n: number,
  { status, headers, body, delayMs, hang }: ReceiverBehaviour,
  signal: AbortSignal,
): Promise<void> {
  if (hang?.(n)) return;
  const keptBackMs = delayMs?.(n) ?? 0;
  if (keptBackMs > 0) await wait(keptBackMs, undefined, { signal });
  response.writeHead(status?.(n) ?? 204, headers?.(n));
  response.end(body?.(n));
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
