import type { GrayRaster } from '../gray-raster.ts';
import type { PaperGrid } from './paper-grid.ts';

/** A square of the raster, in pixels; right and bottom are the last pixel's. */
export interface Spot {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Limits {
  /** Side of a square, in pixels. */
  readonly cell: number;
  /** What is darker is no ground but something on it: a filled box, a photo. */
  readonly floor: number;
  /** From this difference on a pixel is print rather than grain, in grey levels. */
  readonly threshold: number;
  /** Standard deviation of the grain, in grey levels. */
  readonly grain: number;
}

interface LightSpot extends Spot {
  /** How much lighter than its ground the lightest of it is, in grey levels. */
  readonly peak: number;
}

/** Squares whose grounds differ by less are of one ground; a shadow falls by more. In grey levels. */
const SAME_GROUND = 10;
/** Of the squares around, the share that has to be of the same ground: beside a lid or a shadow it is less. */
const LEAST_SAME = 0.5;
/** Pixels in a square: the grain has none, and a comma of 9 pt has 6. */
const LEAST_PIXELS = 3;
/**
 * The sharpest step within a square as a share of what is lightest in it; the median. Measured: white print on colours
 * 0.86 to 1.14, a white heading in a box on the sheet's other side 0.46 to 0.49.
 */
const SOFT_STEP = 0.62;
/** What shines through paper is lighter than its ground by less, in grey levels: 32 were measured. */
const STRONG = 60;

/**
 * Finds print that is lighter than its ground: white words on a slide, a number in a coloured bar. On
 * white paper, and on any that is the lightest thing on its page, there is none, which costs nothing to see.
 * @param grid the ground as it was measured, dark spots in it still dark
 */
export function lightPrint(raster: GrayRaster, grid: PaperGrid, limits: Limits): readonly Spot[] {
  const { values, lightest, columns } = grid;
  const { cell, floor, threshold, grain } = limits;
  const found: LightSpot[] = [];
  for (let at = 0; at < values.length; at++) {
    const ground = values[at] ?? 0;
    const peak = (lightest[at] ?? 0) - ground;
    if (peak < threshold || ground < floor || !isOfOneGround(grid, at)) continue;
    const left = (at % columns) * cell;
    const top = Math.floor(at / columns) * cell;
    const right = Math.min(raster.width, left + cell) - 1;
    const bottom = Math.min(raster.height, top + cell) - 1;
    const spot = { left, top, right, bottom, peak };
    if (lighterPixels(raster, spot, ground + threshold) >= LEAST_PIXELS) found.push(spot);
  }
  return isThroughPaper(raster, found, grain) ? [] : found;
}

function isOfOneGround({ values, columns, rows }: PaperGrid, at: number): boolean {
  const ground = values[at] ?? 0;
  const [x, y] = [at % columns, Math.floor(at / columns)];
  let [all, same] = [0, 0];
  for (let row = Math.max(0, y - 1); row <= Math.min(rows - 1, y + 1); row++) {
    for (let column = Math.max(0, x - 1); column <= Math.min(columns - 1, x + 1); column++) {
      if (row === y && column === x) continue;
      all += 1;
      if (Math.abs((values[row * columns + column] ?? 0) - ground) < SAME_GROUND) same += 1;
    }
  }
  return same >= all * LEAST_SAME;
}

function lighterPixels({ data, width }: GrayRaster, spot: Spot, least: number): number {
  let count = 0;
  for (let y = spot.top; y <= spot.bottom; y++) {
    for (let x = spot.left; x <= spot.right; x++) {
      if ((data[y * width + x] ?? 0) >= least) count += 1;
    }
  }
  return count;
}

/** A heading in white on the sheet's other side: faint, and soft. */
function isThroughPaper(raster: GrayRaster, spots: readonly LightSpot[], grain: number): boolean {
  if (spots.some(({ peak }) => peak >= STRONG)) return false;
  const steps = spots.map((spot) => (sharpestStep(raster, spot) - grain) / spot.peak);
  return (steps.toSorted((a, b) => a - b)[steps.length >> 1] ?? 1) < SOFT_STEP;
}

function sharpestStep({ data, width }: GrayRaster, spot: Spot): number {
  let sharpest = 0;
  for (let y = spot.top; y <= spot.bottom; y++) {
    for (let x = spot.left + 1; x <= spot.right; x++) {
      const at = y * width + x;
      const step = Math.abs((data[at] ?? 0) - (data[at - 1] ?? 0));
      if (step > sharpest) sharpest = step;
    }
  }
  return sharpest;
}
