import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { openLink, type Faults, type Link } from './fault-link.ts';

/** A TCP proxy that can be told to fail in the ways a network does. */
export interface FaultProxy {
  /** The target's URL with the proxy's address in it. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Connections open at the moment. */
  connections(): number;
  /** Resets every live connection, on both sides. New ones are welcome. */
  cut(): void;
  /**
   * Refuses new connections (ECONNREFUSED): until told otherwise, or for so many milliseconds. Live
   * ones stay; `cut` ends those. Resolves once it is so, not once it is over.
   */
  refuse(howLong: boolean | number): Promise<void>;
  /** Keeps every chunk back for so many milliseconds, each way; 0 ends it. */
  delay(delayMs: number): void;
  /** Half-open: connections stay, new ones are accepted, and every byte vanishes, until `thaw`. */
  freeze(): void;
  /**
   * Ends a freeze by resetting all it touched. Bytes are missing from those streams: going on would
   * make Redis answer one question with the answer to another.
   */
  thaw(): void;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';

/**
 * Starts a proxy on a free loopback port before a Redis or HTTP server.
 * @param target a port on loopback (taken for Redis), or a URL such as `http://127.0.0.1:8080/v1`
 */
export async function startFaultProxy(target: number | string): Promise<FaultProxy> {
  const url = new URL(typeof target === 'number' ? `redis://${HOST}:${target}` : target);
  const upstream = { host: url.hostname, port: Number(url.port) };
  if (upstream.port === 0) throw new Error(`${String(target)} names no port`);
  const links = new Set<Link>();
  const faults: Faults = { delayMs: 0, isFrozen: false };
  const accept = (client: Socket): void => {
    const link = openLink(client, upstream, faults, () => links.delete(link));
    links.add(link);
  };
  const cut = (): void => {
    for (const link of links) link.reset();
  };
  let server = await listen(accept, 0);
  const port = portOf(server);
  url.host = `${HOST}:${port}`;
  let welcomeAgain: NodeJS.Timeout | undefined;
  let isStopped = false;
  const welcome = async (): Promise<void> => {
    if (server.listening || isStopped) return;
    server = await listenAgain(accept, port);
    // Stopped while the port was being taken back.
    if (isStopped) server.close();
  };
  return {
    url: url.href,
    host: HOST,
    port,
    connections: () => links.size,
    cut,
    async refuse(howLong) {
      clearTimeout(welcomeAgain);
      if (howLong === false) return welcome();
      // Not awaited: a server has closed only when its last connection has, and those may stay.
      if (server.listening) server.close();
      if (typeof howLong === 'number') welcomeAgain = setTimeout(() => void welcome(), howLong);
    },
    delay(delayMs) {
      faults.delayMs = delayMs;
    },
    freeze() {
      faults.isFrozen = true;
    },
    thaw() {
      cut();
      faults.isFrozen = false;
    },
    async stop() {
      isStopped = true;
      clearTimeout(welcomeAgain);
      cut();
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

async function listen(accept: (client: Socket) => void, port: number): Promise<Server> {
  // allowHalfOpen: an end is passed on by the link itself, or swallowed by a freeze.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, accept);
  server.listen(port, HOST);
  await once(server, 'listening');
  return server;
}

/** While it refused, some other socket may have borrowed the port: have patience with it. */
async function listenAgain(accept: (client: Socket) => void, port: number): Promise<Server> {
  for (let tries = 1; ; tries++) {
    try {
      return await listen(accept, port);
    } catch (error) {
      if (tries === 100) throw error;
      await wait(50);
    }
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
