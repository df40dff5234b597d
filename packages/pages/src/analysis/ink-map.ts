import type { GrayRaster } from '../gray-raster.ts';
import { BESIDE, IN, OUT, pixelLoops } from '../pixels/pixel-loops.ts';
import { lightPrint, type Spot } from './light-print.ts';
import { closeGrid, paperGrid, type PaperGrid } from './paper-grid.ts';

/** A page's ink: how much darker than its own paper each pixel is, and from where that counts. */
export interface InkMap {
  readonly width: number;
  readonly height: number;
  /** Grey levels below the local paper, 0 where lighter. */
  readonly contrast: Uint8Array;
  /** From this contrast on a pixel is ink rather than grain. */
  readonly threshold: number;
  /** Standard deviation of the grain, in grey levels. */
  readonly grain: number;
  /** A slide or a photo, whose content may well be brighter than its ground: nothing is sure. */
  readonly isDark: boolean;
  /** Squares in which something is lighter than the coloured ground around it. */
  readonly light: readonly Spot[];
  /** Pixels to a thousandth of the long edge: 0.3 mm of an A4 sheet. */
  readonly unit: number;
}

/** Side of the squares in which the paper is measured, in units: 5 mm, wider than a letter's strokes. */
const CELL = 16;
/**
 * What is darker than this share of the sheet's own grey is not paper in a shadow but something on
 * the paper: a filled box, a photo. Shadows that go deeper lie at the frame, where they are told apart.
 */
const DARKEST_PAPER = 0.72;
/** Contrast that grain of σ 1 does not reach in 700,000 pixels: Φ(-5) × 700,000 = 0.2. */
const GRAIN_SIGMAS = 5;
/** In grey levels. The faintest stamp of the bench's set has a contrast of 38 to 44 on its strokes. */
const LEAST_CONTRAST = 14;

/** No paper scans this dark: recycled grey reads about 180. In grey levels. */
const DARK_SHEET = 110;

/** Measures the paper locally, so that neither a tint nor a shadow counts as ink. */
export function inkMap(raster: GrayRaster): InkMap {
  const { width, height } = raster;
  const unit = Math.max(width, height) / 1000;
  const cell = Math.max(4, Math.round(CELL * unit));
  const grid = paperGrid(raster, cell);
  const paper = rank(grid.values.slice(), 0.9);
  const floor = paper * DARKEST_PAPER;
  const grain = grainOf(raster);
  const threshold = Math.max(LEAST_CONTRAST, Math.round(GRAIN_SIGMAS * grain));
  const light = lightPrint(raster, grid, { cell, floor, threshold, grain });
  closeGrid(grid);
  for (let at = 0; at < grid.values.length; at++) {
    grid.values[at] = Math.max(grid.values[at] ?? 0, floor);
  }
  return {
    width,
    height,
    contrast: below(raster, grid, cell),
    threshold,
    grain,
    isDark: paper < DARK_SHEET,
    light,
    unit,
  };
}

function below(
  { data, width, height }: GrayRaster,
  { values, columns, rows }: PaperGrid,
  cell: number,
): Uint8Array {
  const loops = pixelLoops();
  const contrast = new Uint8Array(width * height);
  const line = new Float32Array(columns);
  // Whole grey levels: a pixel is whole too, so nothing is lost, and sixteen are subtracted at once.
  const paper = new Uint8Array(width);
  for (let y = 0; y < height; y++) {
    const down = Math.max(0, Math.min(rows - 1, (y + 0.5) / cell - 0.5));
    const upper = Math.floor(down);
    const lower = Math.min(rows - 1, upper + 1);
    for (let column = 0; column < columns; column++) {
      const above = values[upper * columns + column] ?? 0;
      line[column] = above + ((values[lower * columns + column] ?? 0) - above) * (down - upper);
    }
    spread(line, cell, paper);
    const row = y * width;
    loops.bytes.set(data.subarray(row, row + width), IN);
    loops.bytes.set(paper, BESIDE);
    loops.darker(BESIDE, IN, OUT, width);
    contrast.set(loops.bytes.subarray(OUT, OUT + width), row);
  }
  return contrast;
}

/** Draws straight lines from the middle of each square to the next. */
function spread(line: Float32Array, cell: number, paper: Uint8Array): void {
  const half = cell >> 1;
  paper.fill(line[0] ?? 0, 0, half);
  for (let column = 0; column < line.length; column++) {
    const here = line[column] ?? 0;
    const rise = ((line[column + 1] ?? here) - here) / cell;
    const start = column * cell + half;
    const end = Math.min(paper.length, start + cell);
    for (let x = start; x < end; x++) paper[x] = here + rise * (x - start);
  }
}

/** Standard deviation of the grain: the median step between neighbours, which print hardly moves. */
function grainOf({ data, width, height }: GrayRaster): number {
  const steps = new Uint32Array(256);
  let all = 0;
  for (let y = 1; y < height; y += 7) {
    for (let x = 2; x < width; x += 3) {
      const step = Math.abs((data[y * width + x] ?? 0) - (data[y * width + x - 2] ?? 0));
      steps[step] = (steps[step] ?? 0) + 1;
      all += 1;
    }
  }
  let seen = 0;
  for (let step = 0; step < 256; step++) {
    const here = steps[step] ?? 0;
    // The median of |a - b| for two normal values is 0.954 σ; steps are whole, so go into the step.
    if (seen + here > all / 2) return (Math.max(0, step - 0.5) + (all / 2 - seen) / here) / 0.954;
    seen += here;
  }
  return 0;
}

function rank(values: Float32Array, share: number): number {
  values.sort();
  return values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 255;
}
