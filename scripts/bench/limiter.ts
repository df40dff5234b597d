import { setTimeout as sleep } from 'node:timers/promises';
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
  const cells: Cell[] = chosen.cases.flatMap((name) =>
    chosen.bursts.flatMap((burst) =>
      chosen.processes.map((processes) => ({ name, burst, processes })),
    ),
  );
  const seconds = ((chosen.seconds + chosen.warmUpS + 8) * cells.length) / chosen.parallel;
  console.log(
    `${cells.length} cells of ${chosen.seconds} s after ${chosen.warmUpS} s of warm-up, ${chosen.parallel} at a time: about ${Math.ceil(seconds / 60)} minutes.`,
  );
  console.log(
    `Scaled: ${world.limits.otpm} output tokens a minute, ${world.meanTokens} an answer (sigma ${world.sigma}, heavy tail ${world.heavySigma}), ${world.tokensPerS} tokens/s a stream, ${world.inHand} calls in hand.`,
  );
  console.log('Share of the binding bucket (output) used · rejections in 1,000 answers\n');
  console.log(row(['case', 'burst', 'processes', ...chosen.strategies, '']));
  console.log(row(['---', '---:', '---:', ...chosen.strategies.map(() => '---:'), '---']));
  const redis = await startPrivateRedis();
  const missed: string[] = [];
  const waiting = cells.values();
  const lane = async (delayMs: number): Promise<void> => {
    // Starting dozens of processes at once would be what is measured.
    await sleep(delayMs);
    for (const cell of waiting) {
      const results = await Promise.all(
        chosen.strategies.map((strategy) => runCell(cell, strategy, redis.url, chosen)),
      );
      const verdict = judge(results);
      if (verdict !== '') missed.push(`${cell.name} ${cell.burst} s ${cell.processes}: ${verdict}`);
      const named = [cell.name, `${cell.burst} s`, String(cell.processes)];
      console.log(row([...named, ...results.map(figure), verdict]));
    }
  };
  try {
    await Promise.all(Array.from({ length: chosen.parallel }, (_, index) => lane(index * 8_000)));
  } finally {
    await redis.stop();
  }
  console.log(`\n${cells.length - missed.length} of ${cells.length} cells reach their goal.`);
  for (const line of missed) console.log(`missed: ${line}`);
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
