import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seededRandom } from '../../samples/seeded-random.ts';
import type { BenchPage } from './bench-page.ts';
import { makeBilevelScans } from './make-bilevel-scans.ts';
import { makeHugeBoxes, makeTinyBoxes } from './make-boxes.ts';
import { makeCjk } from './make-cjk.ts';
import { makeDeck } from './make-deck.ts';
import { makeForms } from './make-forms.ts';
import { makeProse } from './make-prose.ts';
import { makeScans } from './make-scans.ts';
import { makeTables } from './make-tables.ts';
import { makeTurned } from './make-turned.ts';
import { makeVectors } from './make-vectors.ts';

const MAKERS = [
  makeProse,
  makeTables,
  makeForms,
  makeVectors,
  makeScans,
  makeBilevelScans,
  makeCjk,
  makeHugeBoxes,
  makeTinyBoxes,
  makeTurned,
  makeDeck,
];

/** The first seed; each maker has its own, so that a change to one leaves the others' pages alone. */
const SEED = 65_000;

/** Writes the mixed set into a folder: the same pages on every run. */
export async function makePageSet(folder: string): Promise<BenchPage[]> {
  const pages: BenchPage[] = [];
  for (const [at, make] of MAKERS.entries()) {
    const { name, kind, bytes, texts, languages } = await make(seededRandom(SEED + at));
    const path = join(folder, `${name}.pdf`);
    await writeFile(path, bytes);
    for (const [index, text] of texts.entries()) {
      pages.push({ kind, path, index, text, language: languages?.[index] ?? 'eng' });
    }
  }
  return pages;
}
