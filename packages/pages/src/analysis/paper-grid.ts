import type { GrayRaster } from '../gray-raster.ts';

/** Text covers less than a third of its square, so this rank of a square's greys is bare paper. */
const PAPER_RANK = 0.7;
/** Squares looked at on each side to see paper past a dark spot: 2 squares, 1 cm. */
const REACH = 2;

/** The grey of a page's paper in squares, row by row. */
export interface PaperGrid {
  readonly values: Float32Array;
  /** The lightest grey seen in each square. */
  readonly lightest: Uint8Array;
  readonly columns: number;
  readonly rows: number;
}

/** @param cell side of a square, in pixels */
export function paperGrid({ data, width, height }: GrayRaster, cell: number): PaperGrid {
  const columns = Math.ceil(width / cell);
  const rows = Math.ceil(height / cell);
  const values = new Float32Array(columns * rows);
  const lightest = new Uint8Array(columns * rows);
  const counts = new Uint16Array(256);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      counts.fill(0);
      let all = 0;
      const right = Math.min(width, (column + 1) * cell);
      const bottom = Math.min(height, (row + 1) * cell);
      for (let y = row * cell; y < bottom; y += 1) {
        // Every second pixel, on alternate columns, says the same in half the time.
        for (let x = column * cell + (y & 1); x < right; x += 2) {
          const grey = data[y * width + x] ?? 0;
          counts[grey] = (counts[grey] ?? 0) + 1;
          all += 1;
        }
      }
      values[row * columns + column] = fromTop(counts, all * (1 - PAPER_RANK));
      lightest[row * columns + column] = fromTop(counts, 0);
    }
  }
  return { values, lightest, columns, rows };
}

function fromTop(counts: Uint16Array, share: number): number {
  let seen = 0;
  for (let grey = 255; grey > 0; grey--) {
    seen += counts[grey] ?? 0;
    if (seen > share) return grey;
  }
  return 0;
}

/** Lifts dark spots narrower than the reach to the paper around them; slopes stay (grey closing). */
export function closeGrid(grid: PaperGrid): void {
  extreme(grid, Math.max, -Infinity);
  extreme(grid, Math.min, Infinity);
}

function extreme(
  { values, columns, rows }: PaperGrid,
  pick: (a: number, b: number) => number,
  none: number,
): void {
  const across = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let best = none;
      const last = Math.min(columns - 1, column + REACH);
      for (let at = Math.max(0, column - REACH); at <= last; at++)
        best = pick(best, values[row * columns + at] ?? 0);
      across[row * columns + column] = best;
    }
  }
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let best = none;
      const last = Math.min(rows - 1, row + REACH);
      for (let at = Math.max(0, row - REACH); at <= last; at++)
        best = pick(best, across[at * columns + column] ?? 0);
      values[row * columns + column] = best;
    }
  }
}
