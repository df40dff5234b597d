// Harms the whole system under load and holds what is left against what it promises: `npm run chaos`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chaosOptions, type ChaosOptions, USAGE } from './chaos/chaos-options.ts';
import { collectEvidence } from './chaos/collect-evidence.ts';
import { judgeRun } from './chaos/judge-run.ts';
import { planBacklog } from './chaos/plan-backlog.ts';
import { printFindings } from './chaos/print-findings.ts';
import { runLoad } from './chaos/run-load.ts';
import { processNames, VISION_CONCURRENCY } from './chaos/processes.ts';
import { startSystem } from './whole-system.ts';

/** Exit codes as the command line's: a broken promise is 1, wrong usage 2. */
async function main(words: readonly string[]): Promise<number> {
  let options: ChaosOptions;
  try {
    options = chaosOptions(words);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return 2;
  }
  const documents = planBacklog(options.seed, options.pages);
  const replay = `npm run chaos -- --seed ${options.seed} ${words.filter((word, at) => word !== '--seed' && words[at - 1] !== '--seed').join(' ')}`;
  console.log(`${options.pages} pages in ${documents.length} documents; again with: ${replay}`);
  const folder = mkdtempSync(join(tmpdir(), 'quire-chaos-'));
  const system = await startSystem(folder, {
    seed: options.seed,
    latencyMs: latencyMs(options),
    processes: processNames,
    concurrency: VISION_CONCURRENCY,
  });
  const load = await runLoad(system, documents, options);
  const evidence = await collectEvidence(system, load, folder);
  const findings = judgeRun(evidence);
  printFindings(findings);
  const isWhole = findings.every(({ holds }) => holds);
  if (isWhole && !options.keep) rmSync(folder, { recursive: true, force: true });
  else console.log(`logs and files: ${folder}`);
  if (!isWhole) console.log(`replay: ${replay}`);
  return isWhole ? 0 : 1;
}

/**
 * So long that the calls of all pages take half of the time for harm: then every kill meets calls in
 * flight, and there is time to work off what was held up.
 */
function latencyMs({ pages, minutes }: Pick<ChaosOptions, 'pages' | 'minutes'>): number {
  const slots = 3 * VISION_CONCURRENCY;
  const ms = (0.5 * minutes * 60_000 * slots) / pages;
  return Math.round(Math.min(3_000, Math.max(100, ms)));
}

// What was started ends with this process; logs stay where the run began to write them.
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
// Said outright: of itself Node closed its handles here, was once not done with one of them, and never ended.
process.exit(await main(process.argv.slice(2)));
