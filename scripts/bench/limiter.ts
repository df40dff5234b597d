import { loadavg } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { startPrivateRedis } from '@quire/testkit';
import { type Cell, runCell, warmUpOf } from './limiter-cell.ts';
import { createFleet, type Fleet } from './limiter-fleet.ts';
import { type LimiterBench, readOptions, type StrategyName, usage } from './limiter-options.ts';
import { type Measured, openResults } from './limiter-results.ts';
import { createRoom } from './limiter-room.ts';
import { figure, gridTable, resultOf } from './limiter-table.ts';
import { world } from './limiter-world.ts';

/** Beside its measured time a cell starts and ends its processes. */
const STARTING_S = 6;
const TIMER_MS = 10;

const options = readOptions(process.argv.slice(3));
if (options === null) console.log(usage);
else await bench(options);

async function bench(chosen: LimiterBench): Promise<void> {
  const { processes, cases, bursts, strategies, seconds } = chosen;
  const cells: Cell[] = processes.flatMap((count) =>
    cases.flatMap((name) => bursts.map((burst) => ({ name, burst, processes: count }))),
  );
  const results = await openResults(chosen.results);
  const all: Measured[] = results.known.filter((one) => one.seconds === seconds);
  const runs = cells.flatMap((cell) =>
    strategies.flatMap((strategy) =>
      resultOf(all, cell, strategy) === undefined ? [{ cell, strategy }] : [],
    ),
  );
  console.log(introduction(chosen, runs));
  const redis = await startPrivateRedis();
  const fleet = createFleet(redis.url);
  const room = createRoom(chosen.most);
  try {
    await Promise.all(
      runs.map(async ({ cell, strategy }) => {
        const named = `${cell.processes} processes, ${cell.name}, ${cell.burst} s, ${strategy}`;
        try {
          const result = await room.take(weightOf(cell, strategy), () =>
            measure(cell, strategy, redis.url, fleet, chosen),
          );
          all.push(result);
          await results.keep(result);
          console.log(`${named}: ${figure(result)}`);
        } catch (error) {
          // The others go on: hours of figures are not thrown away for one process that did not start.
          console.error(`${named}: ${String(error)}`);
          process.exitCode = 1;
        }
      }),
    );
  } finally {
    fleet.close();
    await redis.stop();
  }
  console.log(`\n${gridTable(cells, strategies, all)}`);
}

/**
 * What a run takes of the machine, in idle processes: of a cell of 16 each process of ours takes 0.9 % of
 * a core, the stand-in 1.6 %, and the answers, ten a second, are the same however few processes there are.
 */
function weightOf({ processes }: Cell, strategy: StrategyName): number {
  return processes + (strategy === 'quire' ? 8 : 4);
}

async function measure(
  cell: Cell,
  strategy: StrategyName,
  redisUrl: string,
  fleet: Fleet,
  chosen: LimiterBench,
): Promise<Measured> {
  const timers = monitorEventLoopDelay({ resolution: TIMER_MS });
  timers.enable();
  const result = await runCell(cell, strategy, redisUrl, fleet, chosen);
  timers.disable();
  const lateMs = Math.max(0, timers.percentile(99) / 1e6 - TIMER_MS);
  return { ...result, seconds: chosen.seconds, load: loadavg()[0] ?? 0, lateMs };
}

function introduction(
  { seconds, warmUpS, most }: LimiterBench,
  runs: readonly { readonly cell: Cell; readonly strategy: StrategyName }[],
): string {
  const { limits, meanTokens, sigma, heavySigma, tokensPerS, inHand } = world;
  const processSeconds = runs.reduce((sum, { cell, strategy }) => {
    const eachS = warmUpOf(cell, strategy, warmUpS) + seconds + STARTING_S;
    return sum + weightOf(cell, strategy) * eachS;
  }, 0);
  return `${runs.length} runs of ${seconds} s: about ${Math.ceil(processSeconds / most / 60)} minutes.
Scaled: ${limits.otpm} output tokens a minute, ${meanTokens} an answer (sigma ${sigma}, heavy tail ${heavySigma}), ${tokensPerS} tokens/s a stream, ${inHand} calls in hand.
Of the binding bucket (output): what did not run over unused · what was drawn · rejections in 1,000 answers
`;
}
