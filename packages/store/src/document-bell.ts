import type { Redis } from 'ioredis';
import { documentKeys } from './keys.ts';

/** More often than the connection's patience with silence, so that a line that is dead is noticed. */
const PING_EVERY_MS = 5_000;

/** Rings when something of a document may be new. One connection hears for all who listen. */
export interface DocumentBell {
  /**
   * Calls `onRing` from now on: soon, so that nothing is missed that came before, whenever a script rings, and
   * when the connection is back after it was lost.
   * @returns ends it
   */
  listen(documentId: string, onRing: () => void): () => void;
  close(): void;
}

/** @param connection for this alone: it is subscribed, and may wait for Redis as long as that takes */
export function openDocumentBell(connection: Redis, prefix: string): DocumentBell {
  const listeners = new Map<string, Set<() => void>>();
  const ring = (channel: string): void => {
    for (const onRing of listeners.get(channel) ?? []) onRing();
  };
  // What fails is made up for as soon as the connection is back.
  const subscribe = (channels: readonly string[]): void => {
    if (channels.length === 0) return;
    connection.subscribe(...channels).then(
      () => channels.forEach(ring),
      () => undefined,
    );
  };
  const onReady = (): void => subscribe([...listeners.keys()]);
  connection.on('message', ring);
  // ioredis subscribes again by itself, but says `ready` before: what is rung in between nobody hears.
  connection.on('ready', onReady);
  const ping = setInterval(() => {
    if (connection.status === 'ready') connection.ping().catch(() => undefined);
  }, PING_EVERY_MS);
  ping.unref();
  return {
    listen(documentId, onRing) {
      const channel = documentKeys(prefix, documentId).document;
      const others = listeners.get(channel);
      const own = others ?? new Set();
      own.add(onRing);
      listeners.set(channel, own);
      if (others === undefined) subscribe([channel]);
      else onRing();
      return () => {
        own.delete(onRing);
        if (own.size > 0 || listeners.get(channel) !== own) return;
        listeners.delete(channel);
        connection.unsubscribe(channel).catch(() => undefined);
      };
    },
    close() {
      clearInterval(ping);
      connection.off('ready', onReady);
      connection.off('message', ring);
      connection.disconnect();
    },
  };
}
