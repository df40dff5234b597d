import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type FaultProxy,
  startFaultProxy,
  startWebhookReceiver,
  type WebhookReceiver,
} from '@quire/testkit';
import { Redis } from 'ioredis';
import { quietPort } from './quiet-port.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';
import { supervise, type SupervisedProcess } from './supervise.ts';

/** The whole of Quire in processes on loopback, with all that harm is done to and evidence read from. */
export interface WholeSystem {
  readonly apiUrl: string;
  readonly simUrl: string;
  readonly redisUrl: string;
  readonly prefix: string;
  /** Everything that a role leaves on disk: blobs, spool, temporary files, logs. */
  readonly folders: {
    readonly blobs: string;
    readonly spool: string;
    readonly temporary: string;
    readonly logs: string;
  };
  readonly roles: readonly SupervisedProcess[];
  readonly redis: SupervisedProcess;
  readonly sim: SupervisedProcess;
  readonly receiver: WebhookReceiver;
  /** Where Redis keeps its files; null where none could be mounted. */
  readonly disk: SmallDisk | null;
  /** Between Redis and those roles whose name ends in `far`. */
  readonly link: FaultProxy;
  /** Ends everything. @returns the names of roles that did not end within their grace */
  stop(): Promise<string[]>;
}

const MODEL_LIMITS = { rpm: 6_000, itpm: 20_000_000, otpm: 4_000_000 };
const GRACE_S = 20;
/** Ten processes at once take a while on two busy cores. */
const START_MS = 120_000;

export interface SystemOptions {
  readonly seed: number;
  /** How long the stand-in takes for a call. */
  readonly latencyMs: number;
  /** Names that begin with their role; those that end in `far` are behind the link. */
  readonly processes: readonly string[];
  /** Calls in flight in one vision process. */
  readonly concurrency: number;
  /** Flags of Node for the vision processes. */
  readonly nodeFlags?: readonly string[];
  /** Of the model, as the stand-in enforces them. @default so high that they never bind */
  readonly limits?: { readonly rpm: number; readonly itpm: number; readonly otpm: number };
  /** Variables of all roles, over those that are set here. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts everything and returns once the api answers.
 * @param folder for all files; must exist
 */
export async function startSystem(folder: string, options: SystemOptions): Promise<WholeSystem> {
  const {
    seed,
    latencyMs,
    processes,
    concurrency,
    nodeFlags = [],
    limits = MODEL_LIMITS,
  } = options;
  const folders = {
    blobs: join(folder, 'blobs'),
    spool: join(folder, 'spool'),
    temporary: join(folder, 'tmp'),
    logs: join(folder, 'logs'),
  };
  for (const path of Object.values(folders)) mkdirSync(path, { recursive: true });
  const disk = mountSmallDisk(join(folder, 'redis'));
  const logFile = (name: string): string => join(folders.logs, `${name}.log`);
  const [redisPort, simPort, apiPort] = [await quietPort(), await quietPort(), await quietPort()];
  const redis = supervise({
    name: 'redis',
    command: redisCommand(redisPort, join(folder, 'redis')),
    env: {},
    logFile: logFile('redis'),
  });
  const redisUrl = `redis://127.0.0.1:${redisPort}`;
  await redisAnswers(redisUrl, START_MS);
  const link = await startFaultProxy(redisPort);
  const simUrl = `http://127.0.0.1:${simPort}`;
  const sim = supervise({
    name: 'claude-sim',
    command: simCommand(simPort, latencyMs, limits),
    env: {},
    logFile: logFile('claude-sim'),
  });
  const env = {
    QUIRE_PREFIX: 'quire',
    QUIRE_BLOBS: pathToFileURL(folders.blobs).href,
    QUIRE_SPOOL: folders.spool,
    QUIRE_PORT: String(apiPort),
    QUIRE_VISION_CONCURRENCY: String(concurrency),
    QUIRE_RENDERERS: '1',
    QUIRE_LIMITS: JSON.stringify({ 'claude-haiku-5-5': limits }),
    // So large that it is never reached: there is then money to reserve, and to give back.
    QUIRE_BUDGETS: JSON.stringify({ '*': { day_usd: 10_000 } }),
    // The stand-in answers in three seconds at most: what takes ten is one of its faults.
    QUIRE_CALL_TIMEOUT_S: '10',
    // A batch takes seconds here, as a call does.
    QUIRE_BATCH_WAIT_S: '3',
    QUIRE_BATCH_POLL_S: '2',
    QUIRE_GRACE_S: String(GRACE_S),
    QUIRE_WEBHOOK_ALLOW_PRIVATE: '1',
    QUIRE_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, seed % 251).toString('base64')}`,
    ANTHROPIC_API_KEY: 'a-key-for-the-stand-in',
    ANTHROPIC_BASE_URL: simUrl,
    LOG_LEVEL: 'info',
    TMPDIR: folders.temporary,
    ...options.env,
  };
  const roles = processes.map((name) =>
    supervise({
      name,
      command: [
        'node',
        ...(name.startsWith('vision') ? nodeFlags : []),
        `apps/${name.split('-')[0]}/src/main.ts`,
      ],
      env: { ...env, REDIS_URL: name.endsWith('far') ? link.url : redisUrl },
      logFile: logFile(name),
    }),
  );
  const receiver = await startWebhookReceiver();
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  await answers(`${simUrl}/healthz`, START_MS);
  await answers(`${apiUrl}/readyz`, START_MS);
  return {
    apiUrl,
    simUrl,
    redisUrl,
    prefix: env.QUIRE_PREFIX,
    folders,
    roles,
    redis,
    sim,
    receiver,
    disk,
    link,
    async stop() {
      const inTime = await Promise.all(
        roles.map(async (role) => [role.name, await role.stop((GRACE_S + 15) * 1000)] as const),
      );
      await Promise.all([sim.stop(5_000), receiver.stop(), link.stop()]);
      await redis.stop(10_000);
      disk?.unmount();
      return inTime.flatMap(([name, ended]) => (ended ? [] : [name]));
    },
  };
}

type Command = readonly [program: string, ...args: string[]];

/** As the product wants it: nothing acknowledged is lost, nothing is evicted. */
function redisCommand(port: number, folder: string): Command {
  const flags =
    `--port ${port} --bind 127.0.0.1 --save  --appendonly yes --appendfsync always ` +
    `--maxmemory-policy noeviction --loglevel notice`;
  return ['redis-server', ...flags.split(' '), '--dir', folder];
}

function simCommand(port: number, latencyMs: number, modelLimits: typeof MODEL_LIMITS): Command {
  const flags = `--port ${port} --engine digest --digest-words 60 --latency-ms ${latencyMs} --tokens-per-second 0 --batch-s 5`;
  const limits = JSON.stringify({ '*': modelLimits });
  return ['node', 'packages/claude-sim/src/main.ts', ...flags.split(' '), '--limits', limits];
}

async function answers(url: string, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (performance.now() < deadline) {
    const isUp = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (isUp) return;
    await sleep(100);
  }
  throw new Error(`${url} does not answer after ${withinMs} ms`);
}

/** Waits until Redis answers and has read its log. */
async function redisAnswers(url: string, withinMs: number): Promise<void> {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: () => 50,
    maxLoadingRetryTime: 50,
  });
  redis.on('error', () => undefined);
  try {
    await Promise.race([
      redis.ping(),
      sleep(withinMs, undefined, { ref: false }).then(() => {
        throw new Error(`Redis does not answer after ${withinMs} ms`);
      }),
    ]);
  } finally {
    redis.disconnect();
  }
}
