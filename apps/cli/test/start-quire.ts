import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type ClaudeSim, startClaudeSim } from '@quire/claude-sim';
import { startPrivateRedis, startProcess } from '@quire/testkit';

/** The whole system, each role a process of its own, with a stand-in for Claude. */
export interface RunningQuire {
  readonly url: string;
  readonly sim: ClaudeSim;
  /** What a worker finds Redis, blobs and the stand-in by. */
  readonly workerEnvironment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const APPS = resolve(import.meta.dirname, '../..');

/** @param environment of the api and all workers, beside what they need to find each other */
export async function startQuire(
  environment: Readonly<Record<string, string>> = {},
  engine: 'digest' | 'ocr' = 'digest',
): Promise<RunningQuire> {
  const folder = await mkdtemp(join(tmpdir(), 'quire-cli-'));
  const redis = await startPrivateRedis({ appendfsync: 'always' });
  const sim = await startClaudeSim({ engine, latencyMs: 50, tokensPerSecond: 0 });
  const env = {
    REDIS_URL: redis.url,
    QUIRE_BLOBS: `file:${folder}/blobs`,
    QUIRE_SPOOL: join(folder, 'spool'),
    QUIRE_PORT: '0',
    ANTHROPIC_API_KEY: 'sk-ant-test',
    ANTHROPIC_BASE_URL: sim.url,
    LOG_LEVEL: 'warn',
    ...environment,
  };
  const roles = await Promise.all(
    ['api', 'splitter', 'vision', 'aggregator'].map((role) =>
      startProcess({ command: process.execPath, args: [join(APPS, role, 'src/main.ts')], env }),
    ),
  );
  const url = /http:\S+/.exec(roles[0]?.readyLine ?? '')?.[0];
  if (url === undefined) throw new Error('the api named no address');
  return {
    url,
    sim,
    workerEnvironment: env,
    async stop() {
      await Promise.all(roles.map((role) => role.stop(2_000)));
      await sim.stop();
      await redis.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
