import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type GuardedProcess, startGuarded } from '../guarded-process.ts';

/** Everything of Quire, running. */
export interface RunningQuire {
  readonly apiUrl: string;
  readonly simUrl: string;
  readonly redisUrl: string;
  stop(): Promise<void>;
}

/**
 * Starts a Redis (unless REDIS_URL names one), the stand-in for Claude and one of each role, in a
 * temporary folder that is removed at the end. All of it ends with this process, whatever ends it.
 * @param onLine what a process says beside being ready
 */
export async function startQuire(
  onLine: (name: string, line: string) => void,
): Promise<RunningQuire> {
  const folder = mkdtempSync(join(tmpdir(), 'quire-demo-'));
  const started: GuardedProcess[] = [];
  const start = async (
    name: string,
    command: readonly [string, ...string[]],
    env: Readonly<Record<string, string>> = {},
  ): Promise<string> => {
    const running = startGuarded({ name, command, env, onLine });
    started.push(running);
    const line = await running.ready;
    return line.split(' ')[1] ?? '';
  };
  const stop = async (): Promise<void> => {
    // What was started last ends first: workers before the Redis they hand their jobs back to.
    for (const running of started.toReversed()) await running.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const redisUrl = process.env['REDIS_URL'] ?? (await startRedis(folder, start));
    const simUrl = await start('claude-sim', [
      'node',
      'packages/claude-sim/src/main.ts',
      '--port',
      '0',
    ]);
    const env = {
      REDIS_URL: redisUrl,
      // A Redis that others use too must not see these documents among its own.
      QUIRE_PREFIX: `quire-demo-${process.pid}`,
      QUIRE_BLOBS: pathToFileURL(join(folder, 'blobs')).href,
      QUIRE_PORT: '0',
      ANTHROPIC_API_KEY: 'any-key-will-do-for-the-stand-in',
      ANTHROPIC_BASE_URL: simUrl,
      LOG_LEVEL: 'warn',
    };
    const role = (name: string): Promise<string> =>
      start(name, ['node', `apps/${name}/src/main.ts`], env);
    const [apiUrl = ''] = await Promise.all(
      ['api', 'splitter', 'vision', 'aggregator', 'courier'].map(role),
    );
    return { apiUrl, simUrl, redisUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A private Redis that loses nothing, as the product wants it. */
async function startRedis(
  folder: string,
  start: (name: string, command: readonly [string, ...string[]]) => Promise<string>,
): Promise<string> {
  const port = String(await freePort());
  return start('redis', ['bash', 'scripts/demo-parts/redis-until-told.sh', port, folder]);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
