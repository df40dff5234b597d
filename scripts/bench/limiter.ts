import { loadavg } from 'node:os';
import { startPrivateRedis } from '@quire/testkit';
import { type Cell, type CellResult, runCell } from './limiter-cell.ts';
import { type CaseName, type LimiterBench, readOptions, usage } from './limiter-options.ts';
import { world } from './limiter-world.ts';

/** Share of the binding bucket, and rejections in 1,000 answers, that are aimed at. */
const GOALS: Readonly<Record<CaseName, { readonly used: number; readonly refused: number }>> = {
  steady: { used: 0.99, refused: 1 },
  kill: { used: 0.99, refused: 1 },
  foreign: { used: 0.99, refused: 1 },
  halved: { used: 0.94, refused: Number.POSITIVE_INFINITY },
  tail: { used: 0.99, refused: 1 },
};

const options = readOptions(process.argv.slice(3));
if (options === null) console.log(usage);
else await bench(options);

async function bench(chosen: LimiterBench): Promise<void> {
  const cells: Cell[] = chosen.processes.flatMap((processes) =>
    chosen.cases.flatMap((name) => chosen.bursts.map((burst) => ({ name, burst, processes }))),
  );
  const { limits, meanTokens, sigma, heavySigma, tokensPerS, inHand } = world;
  const eachS = chosen.seconds + chosen.warmUpS + 10;
  const weights = cells.map(({ processes }) => (processes + 1) * chosen.strategies.length);
  const minutes = (weights.reduce((sum, weight) => sum + weight, 0) * eachS) / chosen.most / 60;
  console.log(
    `${cells.length} cells of ${chosen.seconds} s after ${chosen.warmUpS} s of warm-up: about ${Math.ceil(minutes)} minutes.
Scaled: ${limits.otpm} output tokens a minute, ${meanTokens} an answer (sigma ${sigma}, heavy tail ${heavySigma}), ${tokensPerS} tokens/s a stream, ${inHand} calls in hand.
Share of the binding bucket (output) used · rejections in 1,000 answers
`,
  );
  console.log(row(['processes', 'case', 'burst', ...chosen.strategies, 'load', '']));
  console.log(row(['---:', '---', '---:', ...chosen.strategies.map(() => '---:'), '---:', '---']));
  const redis = await startPrivateRedis();
  const room = createRoom(chosen.most);
  const missed: string[] = [];
  try {
    await Promise.all(
      cells.map(async (cell) => {
        const results = await Promise.all(
          chosen.strategies.map((strategy) =>
            room.take(cell.processes + 1, () => runCell(cell, strategy, redis.url, chosen)),
          ),
        );
        const verdict = judge(results);
        const named = [String(cell.processes), cell.name, `${cell.burst} s`];
        if (verdict !== '') missed.push(`${named.join(' ')}: ${verdict}`);
        // The machine's load tells how far a figure can be trusted.
        const load = (loadavg()[0] ?? 0).toFixed(0);
        console.log(row([...named, ...results.map(figure), load, verdict]));
      }),
    );
  } finally {
    await redis.stop();
  }
  if (!chosen.strategies.includes('quire')) return;
  console.log(`\n${cells.length - missed.length} of ${cells.length} cells reach their goal.`);
  for (const line of missed) console.log(`missed: ${line}`);
}

/** Lets so many processes run at a time, in the order in which they were asked for. */
function createRoom(most: number): { take<T>(weight: number, run: () => Promise<T>): Promise<T> } {
  let taken = 0;
  const waiting: { readonly weight: number; readonly begin: () => void }[] = [];
  const admit = (): void => {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (taken > 0 && taken + next.weight > most) return;
      waiting.shift();
      taken += next.weight;
      next.begin();
    }
  };
  return {
    async take(weight, run) {
      await new Promise<void>((begin) => {
        waiting.push({ weight, begin });
        admit();
      });
      try {
        return await run();
      } finally {
        taken -= weight;
        admit();
      }
    },
  };
}

function judge(results: readonly CellResult[]): string {
  const ours = results.find(({ strategy }) => strategy === 'quire');
  if (ours === undefined) return '';
  const goal = GOALS[ours.name];
  const isUsed = ours.used >= goal.used;
  // One refusal in a run shorter than 1,000 answers is no rate.
  const isAccepted = ours.refused <= Math.max(1, (ours.answers / 1_000) * goal.refused);
  return isUsed && isAccepted ? '' : `goal ${goal.used * 100} % · ${goal.refused}`;
}

function figure({ used, answers, refused }: CellResult): string {
  return `${(used * 100).toFixed(1)} % · ${((refused / Math.max(1, answers)) * 1_000).toFixed(1)}`;
}

function row(columns: readonly string[]): string {
  return `| ${columns.join(' | ')} |`;
}
