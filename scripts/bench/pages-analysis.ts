// How well a page's raster is looked at: blank pages, content, text height, skew and orientation.
// npm run bench -- pages-analysis [every] [seed]
//   every   looks at the orientation of every n-th page only; 1 unless told
//   seed    draws other pages; 0, the pages that limits were set by, unless told
import { cpus } from 'node:os';
import { closeOrientation } from '../../packages/pages/src/analysis/orientation-engine.ts';
import { contentBox } from '../../packages/pages/src/analysis/content-box.ts';
import { detectTurn } from '../../packages/pages/src/analysis/detect-turn.ts';
import { isBlank } from '../../packages/pages/src/analysis/is-blank.ts';
import { setStraight } from '../../packages/pages/src/analysis/set-straight.ts';
import { skewAngle } from '../../packages/pages/src/analysis/skew-angle.ts';
import { textHeight } from '../../packages/pages/src/analysis/text-height.ts';
import { analysisSet, type ScannedPage } from './analysis-set.ts';

const times = new Map<string, number[]>();
const every = Number(process.argv[3] ?? 1);
const seed = Number(process.argv[4] ?? 0);
const { content, blanks } = await analysisSet(seed);
console.log(`Measured on ${cpus()[0]?.model ?? 'an unknown processor'}, Node ${process.version},`);
console.log(
  `${content.length} pages with content (half of them worn scans), ${blanks.length} blanks,`,
);
console.log(
  `drawn by scripts/bench/analysis-content.ts and -scan.ts, seed ${seed}, long edge 1000 pixels.\n`,
);

blankPages();
boxes();
skews();
heights();
await orientations();
for (const [name, taken] of times) {
  console.log(
    `${name.padEnd(14)} CPU ms median ${rank(taken, 0.5).toFixed(1)}, p95 ${rank(taken, 0.95).toFixed(1)}`,
  );
}

function timed<T>(name: string, work: () => T): T {
  const start = process.cpuUsage();
  const result = work();
  const taken = times.get(name) ?? [];
  taken.push(cpuMs(start));
  times.set(name, taken);
  return result;
}

function rank(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

function report(title: string, right: number, all: number, wrong: readonly string[] = []): void {
  console.log(`${title}: ${right} of ${all} (${((100 * right) / all).toFixed(1)} %)`);
  for (const line of wrong) console.log(`    ${line}`);
}

function blankPages(): void {
  const missed = blanks.filter(({ raster }) => !timed('isBlank', () => isBlank(raster)).blank);
  const lost = content.filter(({ raster }) => timed('isBlank', () => isBlank(raster)).blank);
  report(
    'blanks found',
    blanks.length - missed.length,
    blanks.length,
    missed.map(({ name }) => name),
  );
  report(
    'content called blank',
    lost.length,
    content.length,
    lost.map(({ name }) => name),
  );
}

/** Of the clean pages every pixel at which a stroke begins or ends must be kept: there the truth is plain. */
function boxes(): void {
  const cut: string[] = [];
  const kept: number[] = [];
  for (const { name, raster } of content) {
    const box = timed('contentBox', () => contentBox(raster));
    kept.push((box.width * box.height) / (raster.width * raster.height));
    if (!name.endsWith('worn') && outside(raster, box) > 0) cut.push(name);
  }
  report(
    'clean pages whose content was cut',
    cut.length,
    content.filter(({ name }) => !name.endsWith('worn')).length,
    cut,
  );
  console.log(
    `share of the page that the box keeps: median ${(100 * rank(kept, 0.5)).toFixed(0)} %`,
  );
}

function outside(
  { data, width }: ScannedPage['raster'],
  box: ReturnType<typeof contentBox>,
): number {
  let lost = 0;
  for (const [at, grey] of data.entries()) {
    const [x, y] = [at % width, Math.floor(at / width)];
    if (x === 0 || Math.abs(grey - (data[at - 1] ?? grey)) < 20) continue;
    if (x < box.x || y < box.y || x >= box.x + box.width || y >= box.y + box.height) lost++;
  }
  return lost;
}

/** The photo is left out: it was not taken straight, so nobody knows its angle. */
function skews(): void {
  const errors: number[] = [];
  const wrong: string[] = [];
  for (const { name, raster, skew, hasTop } of content) {
    const found = timed('skewAngle', () => skewAngle(raster));
    if (name.startsWith('receipt.jpg')) continue;
    if (!hasTop) {
      if (found !== 0 && Math.abs(found - skew) > 0.5) wrong.push(`${name}: ${found}, is ${skew}`);
      continue;
    }
    const error = Math.abs(found - skew);
    errors.push(error);
    if (error > 0.3) wrong.push(`${name}: ${found}, is ${skew}`);
  }
  const [middle, high, most] = [rank(errors, 0.5), rank(errors, 0.95), Math.max(...errors)];
  console.log(
    `skew error in degrees: median ${middle.toFixed(2)}, p95 ${high.toFixed(2)}, most ${most.toFixed(2)}`,
  );
  for (const line of wrong) console.log(`    ${line}`);
}

function heights(): void {
  const errors: number[] = [];
  for (const { raster, textPx } of content) {
    const found = timed('textHeight', () => textHeight(raster));
    if (textPx !== null) errors.push(Math.abs((found?.heightPx ?? 0) / textPx - 1));
  }
  console.log(
    `text height error on ${errors.length} pages of one size: median ${(100 * rank(errors, 0.5)).toFixed(0)} %, p95 ${(100 * rank(errors, 0.95)).toFixed(0)} %`,
  );
}

async function orientations(): Promise<void> {
  const turnedUpright: string[] = [];
  const chosen = content.filter((_, at) => at % every === 0);
  const stances = [0, 90, 180, 270] as const;
  const wrong = new Map<number, string[]>(stances.map((stands) => [stands, []]));
  let looksCloser = 0;
  for (const { name, raster, closer, hasTop } of chosen) {
    let near: Promise<ScannedPage['raster']> | undefined;
    // Of a page without words only one thing is asked: to be left alone.
    for (const stands of hasTop ? stances : ([0] as const)) {
      const lie = (page: ScannedPage['raster']): ScannedPage['raster'] =>
        setStraight(page, { turn: stands, skew: 0, scale: 1 });
      const lying = lie(raster);
      let drawingMs = 0;
      const start = process.cpuUsage();
      const { turn, confidence } = await detectTurn(lying, async (edgePx) => {
        const began = process.cpuUsage();
        near ??= closer(edgePx);
        const lyingNear = lie(await near);
        drawingMs += cpuMs(began);
        if (stands === 0) looksCloser += 1;
        return lyingNear;
      });
      const which = stands === 0 ? 'turn, upright' : 'turn, lying';
      times.set(which, [...(times.get(which) ?? []), cpuMs(start) - drawingMs]);
      if (stands === 0 && turn !== 0) turnedUpright.push(name);
      if (hasTop && (turn + stands) % 360 !== 0)
        wrong.get(stands)?.push(`${name}: ${turn}, ${confidence.toFixed(2)}`);
    }
  }
  const all = chosen.filter(({ hasTop }) => hasTop).length;
  for (const [stands, names] of wrong)
    report(`upright after standing at ${stands}`, all - names.length, all, names);
  report('upright pages turned', turnedUpright.length, chosen.length, turnedUpright);
  report('upright pages looked at closer', looksCloser, chosen.length);
  await closeOrientation();
}

function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}
