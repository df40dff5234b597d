// How long a small tenant waits beside one with 100,000 pages, and what Redis holds meanwhile.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startSystem } from '../whole-system.ts';
import { type Small, measureSmall } from './fairness/measure-small.ts';
import { submitBacklog } from './fairness/submit-backlog.ts';
import { type RedisState, watchRedis } from './fairness/watch-redis.ts';
import { describeMachine } from './render-machine.ts';
import { printTable } from './render-table.ts';

const USAGE = `usage: npm run bench -- fairness [--rpm 480] [--latency-ms 6000] [--documents 8]

One tenant sends documents of 5 small pages, one after the other: alone, beside another's 2,000 documents of
50 pages, and beside another's 20 of 5,000. Processes as in production, one of each but two for vision, with
32 calls each; the rate limit binds as soon as there is a backlog. About five minutes.`;
const PAGES = 5;
const BACKLOGS = [
  { name: 'beside 2,000 × 50 pages', documents: 2_000, pages: 50 },
  { name: 'beside 20 × 5,000 pages', documents: 20, pages: 5_000 },
];
/** Until what the backlog does at its start is done, and the limit binds. */
const SETTLE_MS = 15_000;
const TENANTS = { small: 'small-key', large: 'large-key' } as const;

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    rpm: { type: 'string', default: '480' },
    'latency-ms': { type: 'string', default: '6000' },
    documents: { type: 'string', default: '8' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(USAGE);
else await run(Number(values.rpm), Number(values['latency-ms']), Number(values.documents));

async function run(rpm: number, latencyMs: number, documents: number): Promise<void> {
  console.log(`${describeMachine()}\n`);
  const rows: string[][] = [];
  const add = (...row: readonly string[]): void => {
    rows.push([...row]);
    // A table comes at the end; on a busy machine that is late.
    console.log(row.join('  '));
  };
  let alone: Small | null = null;
  for (const backlog of BACKLOGS) {
    const folder = mkdtempSync(join(tmpdir(), 'quire-fairness-'));
    const system = await startSystem(folder, {
      seed: 1,
      latencyMs,
      processes: ['api', 'splitter', 'vision-1', 'vision-2', 'aggregator', 'courier'],
      concurrency: 32,
      limits: { rpm, itpm: 20_000_000, otpm: 4_000_000 },
      env: {
        // The same page again and again: each is to be a call.
        QUIRE_CACHE_TTL_S: '0',
        QUIRE_API_KEYS: Object.entries(TENANTS)
          .map((pair) => pair.join(':'))
          .join(),
      },
    });
    try {
      // Code that runs for the first time is slow.
      await measureSmall(system.apiUrl, 3, PAGES);
      if (alone === null) {
        alone = await measureSmall(system.apiUrl, documents, PAGES);
        add('alone', ...describeSmall(alone, alone), '', '', '');
      }
      const watch = watchRedis(system.redisUrl, system.prefix);
      await submitBacklog(system.apiUrl, backlog);
      await sleep(SETTLE_MS);
      const beside = await measureSmall(system.apiUrl, documents, PAGES);
      add(backlog.name, ...describeSmall(beside, alone), ...describeRedis(await watch.end()));
    } finally {
      await system.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const of = `${documents} documents of ${PAGES} pages; ${rpm} calls a minute, ${latencyMs} ms each`;
  printTable(
    [of, 'p50 s', 'p95 s', 'p50 to alone', 'p95 to alone', 'jobs at most', 'MB at most', 'waiting'],
    rows,
  );
}

function describeSmall({ p50S, p95S }: Small, alone: Small): string[] {
  return [p50S.toFixed(2), p95S.toFixed(2), ratio(p50S, alone.p50S), ratio(p95S, alone.p95S)];
}

function ratio(one: number, to: number): string {
  return `${(one / to).toFixed(2)} ×`;
}

function describeRedis({ jobs, megabytes, waiting }: RedisState): string[] {
  return [String(jobs), megabytes.toFixed(1), String(waiting)];
}
