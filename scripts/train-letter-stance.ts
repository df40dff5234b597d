// Teaches the small network that tells upright letters from those upside down, and writes its weights.
// node scripts/train-letter-stance.ts [pages]   about 10 minutes for its 1,000 pages
// Draws with Debian's fonts-dejavu and fonts-liberation, and the Noto Sans of @embedpdf/fonts-*.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { letterWindows } from '../packages/pages/src/analysis/letter-windows.ts';
import { pageMarks } from '../packages/pages/src/analysis/page-marks.ts';
import { textLines } from '../packages/pages/src/analysis/text-lines.ts';
import { drawLines } from './letter-stance/draw-lines.ts';
import { learn } from './letter-stance/learn.ts';
import { seededRandom } from './samples/seeded-random.ts';

const FAMILIES = [
  'DejaVu Sans',
  'DejaVu Serif',
  'DejaVu Sans Mono',
  'DejaVu Serif Condensed',
  'Liberation Sans',
  'Liberation Serif',
  'Liberation Serif',
  'Liberation Mono',
  'Liberation Sans Narrow',
];
const WEIGHTS = new URL('../packages/pages/src/analysis/letter-weights.ts', import.meta.url);

useFonts();
const pages = Number(process.argv[2] ?? 1000);
const random = seededRandom(11);
const windows: Float32Array[] = [];
for (let page = 0; page < pages; page++) {
  const family = FAMILIES[page % FAMILIES.length] ?? 'DejaVu Sans';
  const marks = pageMarks(await drawLines(family, random));
  windows.push(...letterWindows(marks.map, textLines(marks)));
  if (page % 100 === 99) console.log(`${page + 1} of ${pages} pages`);
}
console.log(`${windows.length} windows from ${pages} pages`);
const weights = learn(windows, random);
const lines = Buffer.from(weights.buffer).toString('base64');
writeFileSync(
  WEIGHTS,
  `/** Weights of the network in \`letter-stance.ts\`, a byte each; written by \`scripts/train-letter-stance.ts\`. */\nexport const LETTER_WEIGHTS =\n  '${lines}';\n`,
);

/** Before anything is drawn: the font library reads its settings once. */
function useFonts(): void {
  const folders = ['jp', 'kr', 'sc'].map(
    (name) => new URL(`../node_modules/@embedpdf/fonts-${name}/fonts`, import.meta.url).pathname,
  );
  const settings = join(mkdtempSync(join(tmpdir(), 'quire-fonts-')), 'fonts.conf');
  const dirs = ['/usr/share/fonts', ...folders].map((folder) => `<dir>${folder}</dir>`);
  writeFileSync(settings, `<fontconfig>${dirs.join('')}</fontconfig>`);
  process.env['FONTCONFIG_FILE'] = settings;
}
