import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { endWithParent } from './end-with-parent.ts';
import { freePort } from './free-port.ts';

/** A Redis of one's own: a real server on a free loopback port, its files in a temporary folder. */
export interface PrivateRedis {
  readonly url: string;
  /** Ends the server as a power cut would (SIGKILL) and waits until it is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same port and the same files. */
  restart(): Promise<void>;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

export interface PrivateRedisOptions {
  /** `always` for what the product runs on; `no` (the default) is faster where no test kills Redis. */
  readonly appendfsync?: 'always' | 'no';
  readonly extraArguments?: readonly string[];
}

/**
 * Starts `redis-server` (or `valkey-server`) for one test file.
 * @throws when neither is on PATH, or when it does not answer within 10 seconds
 */
export async function startPrivateRedis(options: PrivateRedisOptions = {}): Promise<PrivateRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'quire-redis-'));
  const port = await freePort();
  const durable = options.appendfsync === 'always';
  const launch = (): Promise<ChildProcess> =>
    launchServer([
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      folder,
      '--save',
      '',
      '--appendonly',
      durable ? 'yes' : 'no',
      '--appendfsync',
      durable ? 'always' : 'no',
      '--maxmemory-policy',
      'noeviction',
      '--loglevel',
      'warning',
      ...(options.extraArguments ?? []),
    ]);
  let server = await launch();
  const url = `redis://127.0.0.1:${port}`;
  await answers(url, server);
  return {
    url,
    kill: () => end(server, 'SIGKILL'),
    async restart() {
      server = await launch();
      await answers(url, server);
    },
    async stop() {
      await end(server, 'SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function launchServer(serverArguments: readonly string[]): Promise<ChildProcess> {
  for (const program of ['redis-server', 'valkey-server']) {
    const child = spawn(program, serverArguments, { stdio: 'ignore' });
    const started = await Promise.race([
      once(child, 'spawn').then(() => true),
      once(child, 'error').then(() => false),
    ]);
    if (!started) continue;
    endWithParent(child);
    return child;
  }
  throw new Error('Neither redis-server nor valkey-server is on PATH: install one of them.');
}

async function answers(url: string, server: ChildProcess): Promise<void> {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: () => 20,
    // One that reads its log after a kill guesses wildly how long that takes.
    maxLoadingRetryTime: 20,
  });
  // Until the server listens every try is refused, which is what is being waited out here.
  redis.on('error', () => undefined);
  const deadline = AbortSignal.timeout(10_000);
  try {
    await Promise.race([
      redis.ping(),
      once(server, 'exit', { signal: deadline }).then(() => {
        throw new Error('redis-server ended at start');
      }),
    ]);
  } finally {
    redis.disconnect();
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}
