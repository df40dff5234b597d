import { fileURLToPath } from 'node:url';
import { type StartedProcess, startProcess } from '@quire/testkit';
import { Redis } from 'ioredis';
import { createRoom } from './limiter-room.ts';
import type { ClientSettings } from './limiter-world.ts';

/** A client process, told by Redis what to do. */
export interface Client {
  /** Resolves once it works. */
  begin(settings: ClientSettings): Promise<void>;
  /** Resolves once it begins nothing new; what runs breaks off when its stand-in ends. */
  end(): Promise<void>;
  kill(): void;
}

/** Client processes that are kept from cell to cell: to start one costs as much as a minute of its work. */
export interface Fleet {
  take(count: number): Promise<Client[]>;
  /** Takes back those that ended their work well. */
  give(clients: readonly Client[]): void;
  close(): void;
}

const CLIENT = fileURLToPath(new URL('limiter-client.ts', import.meta.url));
/** Processes that start at a time: more would make everybody's timers late. */
const starting = createRoom(2);
const START_TIMEOUT_MS = 120_000;
const REPLY_TIMEOUT_S = 30;

export const ordersKey = (name: string): string => `orders:${name}`;
export const repliesKey = (name: string): string => `replies:${name}`;

export function createFleet(redisUrl: string): Fleet {
  const idle: Client[] = [];
  const all: Client[] = [];
  const start = async (): Promise<Client> => {
    const client = await startClient(redisUrl, `client-${all.length}-${Math.random()}`);
    all.push(client);
    return client;
  };
  return {
    async take(count) {
      const taken = idle.splice(0, count);
      const missing = Array.from({ length: count - taken.length }, start);
      return [...taken, ...(await Promise.all(missing))];
    },
    give: (clients) => void idle.push(...clients),
    close() {
      for (const client of all) client.kill();
    },
  };
}

/** Starts a file of ours in Node, not many at a time. */
export function startInTurn(file: string, args: readonly string[]): Promise<StartedProcess> {
  const options = { command: process.execPath, args: [file, ...args], timeoutMs: START_TIMEOUT_MS };
  return starting.take(1, () => startProcess(options));
}

async function startClient(redisUrl: string, name: string): Promise<Client> {
  const child = await startInTurn(CLIENT, [redisUrl, name]);
  const redis = new Redis(redisUrl);
  const tell = async (order: string): Promise<void> => {
    await redis.rpush(ordersKey(name), order);
    if ((await redis.blpop(repliesKey(name), REPLY_TIMEOUT_S)) !== null) return;
    throw new Error(`a client does not answer. It said:\n${child.stderr()}`);
  };
  return {
    begin: (settings) => tell(JSON.stringify(settings)),
    end: () => tell('end'),
    kill() {
      child.kill('SIGKILL');
      redis.disconnect();
    },
  };
}
