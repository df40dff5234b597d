import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { StartedProcess } from '@quire/testkit';
import { Queue } from '@quire/queues/bare-bullmq';
import { z } from 'zod';
import { type Client, type Fleet, startInTurn } from './limiter-fleet.ts';
import type { CaseName, LimiterBench, StrategyName } from './limiter-options.ts';
import type { Measured } from './limiter-results.ts';
import { type ClientSettings, world } from './limiter-world.ts';

export interface Cell {
  readonly processes: number;
  readonly burst: number;
  readonly name: CaseName;
}

/** What the stand-in says of its one group of limits; `atMs` is its own time. */
const reports = z.record(
  z.string(),
  z.object({
    output: z.object({
      atMs: z.number(),
      perMinute: z.number(),
      foreignPerMinute: z.number(),
      deficit: z.number(),
    }),
    drawn: z.number(),
    admitted: z.number(),
    refused: z.number(),
  }),
);
type Report = z.infer<typeof reports>[string];

const STAND_IN = fileURLToPath(new URL('../../packages/claude-sim/src/main.ts', import.meta.url));
const { limits } = world;
const halved = { rpm: limits.rpm / 2, itpm: limits.itpm / 2, otpm: limits.otpm / 2 };

/**
 * Seconds before the measurement. How much others use is learned from headers that are an answer old, and
 * the limits themselves from the first answers, which may be long. Who learns nothing only has to have begun.
 */
export function warmUpOf({ name }: Cell, strategy: StrategyName, warmUpS: number): number {
  if (strategy !== 'quire') return Math.min(warmUpS, world.shortWarmUpS);
  return name === 'foreign' || name === 'tail' ? Math.max(warmUpS, world.longWarmUpS) : warmUpS;
}

/** Runs one strategy in one cell: a stand-in of its own and clients of the fleet, each a process. */
export async function runCell(
  cell: Cell,
  strategy: StrategyName,
  redisUrl: string,
  fleet: Fleet,
  { seconds, warmUpS }: LimiterBench,
): Promise<Omit<Measured, 'seconds' | 'load' | 'lateMs'>> {
  const beforeS = warmUpOf(cell, strategy, warmUpS);
  const standIn = await startStandIn(cell.burst);
  const url = standIn.readyLine.replace(/^ready /, '').trim();
  const tell = async (what: string, body: object): Promise<unknown> => {
    const answer = await fetch(`${url}/sim/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  };
  if (cell.name === 'foreign') await tell('foreign', { [world.model]: foreignTraffic() });
  const prefix = `${strategy}-${cell.name}-${cell.burst}-${cell.processes}`;
  const queue = strategy === 'bullmq' ? await backlog(redisUrl, prefix, beforeS + seconds) : null;
  const settings = (index: number, life: number): ClientSettings => ({
    strategy,
    url,
    redisUrl,
    prefix,
    name: `client-${index}-${life}`,
    processes: cell.processes,
    concurrency: Math.ceil(world.inHand / cell.processes),
    sigma: cell.name === 'tail' ? world.heavySigma : world.sigma,
  });
  const clients = await fleet.take(cell.processes);
  const ending = new AbortController();
  try {
    await Promise.all(clients.map((client, index) => client.begin(settings(index, 0))));
    await sleep(beforeS * 1000);
    const before = await report(url);
    const killing =
      cell.name === 'kill'
        ? keepKilling(clients, settings, fleet, ending.signal)
        : Promise.resolve();
    await sleep(seconds * 500);
    const isHalved = cell.name === 'halved';
    const middle = isHalved ? onlyGroup(await tell('limits', { '*': halved })) : await report(url);
    await sleep(seconds * 500);
    const after = await report(url);
    ending.abort();
    await killing;
    // Who does not answer has failed meanwhile, and the figures with it.
    await Promise.all(clients.map((client) => client.end()));
    fleet.give(clients.splice(0));
    const had = flowed(before, middle) + flowed(middle, after);
    const drawn = after.drawn - before.drawn;
    return {
      ...cell,
      strategy,
      used: (drawn - (after.output.deficit - before.output.deficit)) / had,
      drawn: drawn / had,
      answers: after.admitted - before.admitted,
      refused: after.refused - before.refused,
    };
  } finally {
    for (const client of clients) client.kill();
    await standIn.stop(1_000);
    await queue?.close();
  }
}

/** Kills one process after another, the first a third of the time between two into the run. */
async function keepKilling(
  clients: Client[],
  settings: (index: number, life: number) => ClientSettings,
  fleet: Fleet,
  signal: AbortSignal,
): Promise<void> {
  const pause = (ms: number): Promise<boolean> => sleep(ms, true, { signal }).catch(() => false);
  if (!(await pause((world.killEveryS * 1000) / 3))) return;
  for (let life = 1; ; life += 1) {
    const index = (life - 1) % clients.length;
    // Its successor stands ready: how long a process takes to start is not what is measured.
    const [successor] = await fleet.take(1);
    if (successor === undefined) throw new Error('the fleet gave nobody');
    await successor.begin(settings(index, life));
    clients[index]?.kill();
    clients[index] = successor;
    if (!(await pause(world.killEveryS * 1000))) return;
  }
}

async function startStandIn(burst: number): Promise<StartedProcess> {
  const flags = {
    port: 0,
    engine: 'digest',
    limits: JSON.stringify({ '*': limits }),
    'burst-s': burst,
    'latency-ms': world.latencyMs,
    'tokens-per-second': world.tokensPerS,
    'audit-size': 10,
  };
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]);
  return startInTurn(STAND_IN, args);
}

/** As many jobs as BullMQ's limiter can start in the time, and a fifth more. */
async function backlog(redisUrl: string, prefix: string, seconds: number): Promise<Queue> {
  const { hostname, port } = new URL(redisUrl);
  const queue = new Queue('calls', { prefix, connection: { host: hostname, port: Number(port) } });
  const jobs = Math.ceil((limits.otpm / 60 / world.meanTokens) * (seconds + 30) * 1.2);
  const options = { attempts: 1_000, removeOnComplete: true };
  for (let at = 0; at < jobs; at += 250) {
    await queue.addBulk(
      Array.from({ length: 250 }, () => ({ name: 'call', data: {}, opts: options })),
    );
  }
  return queue;
}

/** Output tokens that flowed in for us between two reports, at the limit of the earlier one. */
function flowed({ output: from }: Report, { output: to }: Report): number {
  return ((from.perMinute - from.foreignPerMinute) / 60_000) * (to.atMs - from.atMs);
}

async function report(url: string): Promise<Report> {
  return onlyGroup(await (await fetch(`${url}/sim/limits`)).json());
}

function onlyGroup(answer: unknown): Report {
  const [only] = Object.values(reports.parse(answer));
  if (only === undefined) throw new Error('nobody called the stand-in during the warm-up');
  return only;
}

function foreignTraffic(): object {
  return Object.fromEntries(
    Object.entries(limits).map(([name, limit]) => [name, limit * world.foreignShare]),
  );
}
