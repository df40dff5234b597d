import { join } from 'node:path';
import { openPageRenderer } from '@quire/pages';
import { makeLongFile } from './page-set/make-long-file.ts';
import { drawOurs } from './render-contestants.ts';
import type { RenderBench } from './render-options.ts';
import { median } from './render-statistics.ts';

const PAGES = 1_000;
const COMPARED = 100;
const STARTS = 5;
const NEVER = new AbortController().signal;

/** A long file: how soon its first picture is there, and whether its last pages take longer. */
export async function reportLong(folder: string, { tier }: RenderBench): Promise<void> {
  const path = join(folder, 'long.pdf');
  await makeLongFile(path, PAGES);
  const source = { path, mediaType: 'application/pdf' } as const;
  const spec = { tier, resolution: 'auto', orient: true } as const;
  const [alone, inspected]: [number[], number[]] = [[], []];
  for (let start = 0; start < STARTS; start += 1) {
    alone.push(
      await freshly(async (renderer) => void (await renderer.picture(source, 0, spec, NEVER))),
    );
    inspected.push(
      await freshly(async (renderer) => {
        await renderer.inspect(source, PAGES, NEVER);
        await renderer.picture(source, 0, spec, NEVER);
      }),
    );
  }
  const renderer = openPageRenderer({ processes: 1, timeoutMs: 120_000 });
  const [early, late]: [number[], number[]] = [[], []];
  try {
    for (let at = 0; at < 10; at += 1)
      await drawOurs(renderer, { path, index: 500 + at }, tier, 'auto');
    for (let at = 0; at < COMPARED; at += 1) {
      early.push((await drawOurs(renderer, { path, index: at }, tier, 'auto')).cpuMs);
      const index = PAGES - COMPARED + at;
      late.push((await drawOurs(renderer, { path, index }, tier, 'auto')).cpuMs);
    }
  } finally {
    await renderer.close();
  }
  const ratio = median(late) / median(early);
  console.log(
    `A file of ${PAGES} pages, renderer not yet started: first picture after ` +
      `${median(alone).toFixed(0)} ms, inspected first ${median(inspected).toFixed(0)} ms ` +
      `(medians of ${STARTS}; asked: ≤ 1000).`,
  );
  console.log(
    `CPU ms per page, median: first ${COMPARED} pages ${median(early).toFixed(1)}, last ${COMPARED} pages ` +
      `${median(late).toFixed(1)}: ${ratio.toFixed(2)} times (asked: not slower).\n`,
  );
}

/** Wall clock from an empty pool to the end of the work, in milliseconds. */
async function freshly(
  work: (renderer: ReturnType<typeof openPageRenderer>) => Promise<void>,
): Promise<number> {
  const renderer = openPageRenderer({ processes: 1, timeoutMs: 120_000 });
  try {
    const startedAt = performance.now();
    await work(renderer);
    return performance.now() - startedAt;
  } finally {
    await renderer.close();
  }
}
