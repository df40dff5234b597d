import { openPageRenderer } from '@quire/pages';
import type { BenchPage } from './page-set/bench-page.ts';
import { childrenMemory, childPids } from './render-children.ts';
import type { RenderBench } from './render-options.ts';
import { slope } from './render-statistics.ts';
import { printTable } from './render-table.ts';

const NEVER = new AbortController().signal;
const EVERY = 100;
/** Until every kind of page was drawn a few times, memory grows to what the set needs. */
const SETTLED_SHARE = 0.2;

/** Draws many pictures with one renderer and prints what it held in memory on the way. */
export async function reportMemory(
  pages: readonly BenchPage[],
  { pictures, tier }: RenderBench,
): Promise<void> {
  const renderer = openPageRenderer({ processes: 1, timeoutMs: 120_000 });
  const seen: { readonly x: number; readonly y: number }[] = [];
  const pids = new Set<number>();
  let mostMb = 0;
  try {
    for (let drawn = 1; drawn <= pictures; drawn += 1) {
      const page = pages[drawn % pages.length];
      if (page === undefined) throw new Error('there are no pages to draw');
      const source = { path: page.path, mediaType: 'application/pdf' } as const;
      await renderer.picture(source, page.index, { tier, resolution: 'auto', orient: true }, NEVER);
      if (drawn % EVERY > 0 && drawn < pictures) continue;
      const memory = childrenMemory();
      console.error(`${drawn} of ${pictures} pictures: ${memory.nowMb.toFixed(0)} MB`);
      seen.push({ x: drawn, y: memory.nowMb });
      mostMb = Math.max(mostMb, memory.mostMb);
      for (const pid of childPids()) pids.add(pid);
    }
  } finally {
    await renderer.close();
  }
  console.log(`Memory of one renderer over ${pictures} pictures of the set`);
  const shown = seen.filter(
    (_, at) => at % Math.ceil(seen.length / 10) === 0 || at === seen.length - 1,
  );
  printTable(
    ['pictures', ...shown.map(({ x }) => String(x))],
    [['resident MB', ...shown.map(({ y }) => y.toFixed(0))]],
  );
  const settled = seen.filter(({ x }) => x > pictures * SETTLED_SHARE);
  const growth =
    settled.length > 2
      ? `After the first fifth it grows by ${(slope(settled) * 1_000).toFixed(1)} MB in 1,000 pictures`
      : 'Too few pictures to say how it grows';
  console.log(`At most ${mostMb.toFixed(0)} MB at any moment (asked: ≤ 400).`);
  console.log(`${growth} (asked: about 0). Processes that drew: ${pids.size}.\n`);
}
