import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { openPageRenderer, type PageRenderer } from '@quire/pages';
import { stuckPdf } from '@quire/testkit';
import type { BenchPage } from './page-set/bench-page.ts';
import type { RenderBench } from './render-options.ts';
import { median } from './render-statistics.ts';

/** Of a document that is drawn page by page, as a vision process with other work in hand does. */
const GOOD_PAGES = 30;
const ROUNDS = 5;
/** A page that computes for ever is ended after so long, and comes again: far oftener than in production. */
const TIMEOUT_MS = 5_000;
const BOMB_BYTES = 400_000_000;
const NEVER = new AbortController().signal;

/** What a good document takes beside hostile ones, in the same pool, as a share of what it takes alone. */
export async function reportBeside(
  folder: string,
  pages: readonly BenchPage[],
  { tier }: RenderBench,
): Promise<void> {
  const spec = { tier, resolution: 'auto', orient: true } as const;
  const good = pages.filter(({ kind }) => kind === 'prose').slice(0, GOOD_PAGES);
  const hostile = await makeHostile(folder);
  const renderer = openPageRenderer({ processes: 2, timeoutMs: TIMEOUT_MS });
  const drawGood = async (): Promise<number> => {
    const startedAt = performance.now();
    for (let at = 0; at < GOOD_PAGES; at += 1) {
      const page = good[at % good.length];
      if (page === undefined) throw new Error('the set has no page of prose');
      const source = { path: page.path, mediaType: 'application/pdf' } as const;
      await renderer.picture(source, page.index, spec, NEVER);
    }
    return performance.now() - startedAt;
  };
  try {
    await drawGood();
    for (const [name, path] of hostile) {
      const [alone, beside]: [number[], number[]] = [[], []];
      for (let round = 0; round < ROUNDS; round += 1) {
        alone.push(await drawGood());
        const attack = attackWith(renderer, path, spec);
        beside.push(await drawGood());
        await attack.stop();
      }
      const ratio = median(beside) / median(alone);
      console.log(
        `${GOOD_PAGES} good pages, one after the other: ${median(alone).toFixed(0)} ms alone, ` +
          `${median(beside).toFixed(0)} ms beside ${name}: ${ratio.toFixed(2)} times (asked: ≤ 1.20).`,
      );
    }
    console.log('');
  } finally {
    await renderer.close();
  }
}

/** Has a hostile page drawn again and again, until it is told to stop. */
function attackWith(
  renderer: PageRenderer,
  path: string,
  spec: Parameters<PageRenderer['picture']>[2],
): { stop(): Promise<void> } {
  const over = new AbortController();
  const attacking = (async () => {
    while (!over.signal.aborted) {
      const source = { path, mediaType: 'application/pdf' } as const;
      // That it ends by a named failure is what the tests see to.
      await renderer.picture(source, 0, spec, over.signal).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      over.abort();
      await attacking;
    },
  };
}

async function makeHostile(folder: string): Promise<readonly (readonly [string, string])[]> {
  const stuck = join(folder, 'stuck.pdf');
  await writeFile(stuck, stuckPdf(1));
  const bomb = join(folder, 'bomb.pdf');
  const packed = deflateSync(Buffer.alloc(BOMB_BYTES, ' '));
  const head = Buffer.from(
    '%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n' +
      '2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>\nendobj\n' +
      '3 0 obj\n<</Type/Page/Parent 2 0 R/Contents 4 0 R>>\nendobj\n' +
      `4 0 obj\n<</Filter/FlateDecode/Length ${packed.length}>>\nstream\n`,
  );
  const tail = Buffer.from('\nendstream\nendobj\ntrailer\n<</Root 1 0 R>>\n');
  await writeFile(bomb, Buffer.concat([head, packed, tail]));
  return [
    ['a page that computes for ever', stuck],
    [`a content of ${BOMB_BYTES / 1e6} MB in ${Math.round(packed.length / 1000)} kB`, bomb],
  ];
}
