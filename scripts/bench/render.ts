// How dear pictures of pages are: CPU, memory, bytes and tokens, beside other programs in one run.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePageSet } from './page-set/make-page-set.ts';
import { reportBeside } from './render-beside.ts';
import { reportLong } from './render-long.ts';
import { describeMachine } from './render-machine.ts';
import { reportMemory } from './render-memory.ts';
import { readOptions, type RenderBench, usage } from './render-options.ts';
import { reportReading } from './render-reading.ts';
import { reportSpeed } from './render-speed-report.ts';
import { measureSpeed } from './render-speed.ts';
import { spread } from './render-spread.ts';
import { measureStarts } from './render-starts.ts';

const options = understand(process.argv.slice(3));
if (options !== null) await run(options);

async function run(bench: RenderBench): Promise<void> {
  const { only, tierName, tier, rounds } = bench;
  const folder = await mkdtemp(join(tmpdir(), 'quire-bench-'));
  try {
    const pages = spread(await makePageSet(folder), bench.pages);
    const files = new Set(pages.map(({ path }) => path)).size;
    console.log(describeMachine());
    console.log(
      `${pages.length} pages in ${files} files; tier ${tierName}: ${tier.edgePx} px, ${tier.tokens} tokens; ` +
        `${rounds} rounds, of which the median counts\n`,
    );
    if (only.includes('speed')) {
      const rows = await measureSpeed(pages, folder, bench);
      reportSpeed(rows, await measureStarts(folder));
    }
    if (only.includes('memory')) await reportMemory(pages, bench);
    if (only.includes('long')) await reportLong(folder, bench);
    if (only.includes('beside')) await reportBeside(folder, pages, bench);
    if (only.includes('reading')) await reportReading(pages, bench);
    console.log(describeMachine());
  } finally {
    await rm(folder, { recursive: true });
  }
}

function understand(words: readonly string[]): RenderBench | null {
  try {
    const read = readOptions(words);
    if (read === null) console.log(usage);
    return read;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exitCode = 2;
    return null;
  }
}
