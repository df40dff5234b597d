import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPageRenderer, type Picture } from '@quire/pages';
import { pictureTiers } from '../../../packages/domain/src/index.ts';
import { seededRandom } from '../../samples/seeded-random.ts';
import type { Language } from '../verdict-set/phrases.ts';
import { type PageKind, pageKinds, pick, type SetPage } from '../verdict-set/set-page.ts';
import { writePage } from '../verdict-set/write-page.ts';
import { printPage } from './print-page.ts';
import { writeTruth } from './write-truth.ts';

/** A born-digital page: its picture and layer by the renderer, and what stands on it to the letter. */
export interface PatchPage {
  readonly kind: PageKind;
  readonly picture: Picture;
  readonly truth: string;
}

/** Arabic is not among them: patch mode declines it, and its letters are in no standard font. */
export const printedKinds: readonly PageKind[] = pageKinds.filter(
  (kind) => kind !== 'apology' && kind !== 'arabic',
);

export async function printPages(seed: number, ofEach: number): Promise<PatchPage[]> {
  const folder = await mkdtemp(join(tmpdir(), 'quire-patch-'));
  const renderer = openPageRenderer({ processes: 1, timeoutMs: 60_000 });
  const never = new AbortController().signal;
  const spec = { tier: pictureTiers.high, resolution: 'auto', orient: true } as const;
  try {
    const pages: PatchPage[] = [];
    for (const [at, kind] of printedKinds.entries()) {
      for (let number = 0; number < ofEach; number += 1) {
        const pageSeed = seed * 1_000_003 + at * 10_007 + number * 101;
        const page = writeOne(kind, seededRandom(pageSeed));
        const path = join(folder, `${at}-${number}.pdf`);
        await writeFile(path, await printPage(page, pageSeed + 1));
        const file = { path, mediaType: 'application/pdf' as const };
        const picture = await renderer.picture(file, 0, spec, never);
        pages.push({ kind, picture, truth: writeTruth(page) });
      }
    }
    return pages;
  } finally {
    await renderer.close();
    await rm(folder, { recursive: true });
  }
}

function writeOne(kind: PageKind, random: () => number): SetPage {
  return writePage(kind, languageOf(kind, random), random);
}

function languageOf(kind: PageKind, random: () => number): Language {
  if (kind === 'cyrillic') return 'ru';
  if (kind === 'chinese') return 'zh';
  return pick(random, ['en', 'de', 'fr'] as const);
}
