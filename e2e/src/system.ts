import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  freePort,
  type PrivateRedis,
  type StartedProcess,
  startPrivateRedis,
  startProcess,
} from '@quire/testkit';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Names of processes: a role, or a role and a number where several of it run. */
export type ProcessName = 'api' | 'splitter' | 'vision-1' | 'vision-2' | 'aggregator' | 'courier';

export const processNames: readonly ProcessName[] = [
  'api',
  'splitter',
  'vision-1',
  'vision-2',
  'aggregator',
  'courier',
];

/** The whole of Quire in processes of its own, on a Redis and a stand-in of its own. */
export interface System {
  /** Address of the api. */
  readonly url: string;
  /** Address of the stand-in for Claude. */
  readonly simUrl: string;
  readonly redis: PrivateRedis;
  process(name: ProcessName): StartedProcess;
  /** Ends a process as a crash would, waits until it is gone, and starts it again. */
  crash(name: ProcessName): Promise<void>;
  start(name: ProcessName): Promise<void>;
  stop(): Promise<void>;
}

export interface SystemOptions {
  /** Flags of the stand-in, such as `--engine`. */
  readonly sim: readonly string[];
  /** Calls in flight in each of the two vision processes. */
  readonly concurrency: number;
  /** What each process is told beside the usual, such as another place for originals. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts everything and returns once every process is ready. */
export async function startSystem({
  sim,
  concurrency,
  env: more = {},
}: SystemOptions): Promise<System> {
  const folder = await mkdtemp(join(tmpdir(), 'quire-e2e-'));
  const redis = await startPrivateRedis({ appendfsync: 'always' });
  const standIn = await startProcess({
    command: 'node',
    args: ['packages/claude-sim/src/main.ts', '--port', '0', ...sim],
    cwd: ROOT,
  });
  const simUrl = standIn.readyLine.split(' ')[1] ?? '';
  const port = await freePort();
  const env = {
    REDIS_URL: redis.url,
    QUIRE_BLOBS: pathToFileURL(join(folder, 'blobs')).href,
    QUIRE_ORIGINALS: join(folder, 'originals'),
    QUIRE_PORT: String(port),
    QUIRE_VISION_CONCURRENCY: String(concurrency),
    QUIRE_RENDERERS: '1',
    QUIRE_WEBHOOK_ALLOW_PRIVATE: '1',
    ANTHROPIC_API_KEY: 'a-key-for-the-stand-in',
    ANTHROPIC_BASE_URL: simUrl,
    LOG_LEVEL: 'info',
    ...more,
  };
  const running = new Map<ProcessName, StartedProcess>();
  const start = async (name: ProcessName): Promise<void> => {
    const role = name.replace(/-\d$/, '');
    const main = `apps/${role}/src/main.ts`;
    running.set(name, await startProcess({ command: 'node', args: [main], env, cwd: ROOT }));
  };
  const process = (name: ProcessName): StartedProcess => {
    const found = running.get(name);
    if (!found) throw new Error(`${name} was not started`);
    return found;
  };
  const stop = async (): Promise<void> => {
    await Promise.all([...running.values()].map((started) => started.stop(20_000)));
    await standIn.stop();
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const started = await Promise.allSettled(processNames.map(start));
  const failed = started.find(({ status }) => status === 'rejected');
  // Jest would wait for ever for those that did start.
  if (failed?.status === 'rejected') {
    await stop();
    throw failed.reason;
  }
  return {
    url: `http://127.0.0.1:${port}`,
    simUrl,
    redis,
    process,
    start,
    async crash(name) {
      process(name).kill('SIGKILL');
      await process(name).exit;
      await start(name);
    },
    stop,
  };
}
