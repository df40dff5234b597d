import type { GrayRaster } from '../gray-raster.ts';
import type { InkComponent } from './ink-components.ts';
import type { InkMap } from './ink-map.ts';
import { pageMarks } from './page-marks.ts';

/** In pixels: of what is smaller no shape is seen. A number of 7 pt on A1 is 7 high where A1 is 3000. */
const LEAST_PX = 5;
/** A disc fills 0.79 of its box, and strokes less than this: a 3 0.4 to 0.6. */
const FILLED = 0.62;
/** Dust is about as wide as it is high; a 1 is not. */
const ROUND = 1.7;
/** A row of a disc is one run of ink; some rows of a 3 and an 8 are two. */
const ONE_RUN = 1.1;

/**
 * Whether a large sheet that seemed to have nothing but specks has a letter or a digit among them, by their
 * shape: dust is round and filled. A fibre is taken for a letter.
 * @param raster of the sheet from so near that its smallest letters are `LEAST_PX` high
 */
export function hasLetter(raster: GrayRaster): boolean {
  const { map, content, dirt } = pageMarks(raster);
  return content.length > 0 || dirt.some((mark) => isPrinted(mark, map));
}

function isPrinted(mark: InkComponent, map: InkMap): boolean {
  const { left, top, right, bottom, depth, strong } = mark;
  const [wide, high] = [right - left + 1, bottom - top + 1];
  const size = Math.max(wide, high);
  // What lies at the frame, and what is too large for a letter that was taken for a speck, has been judged.
  if (strong === 0 || size < LEAST_PX || size > 5 * map.unit || depth < size) return false;
  return !isRoundAndFilled(mark, map);
}

/** By the darker half of it: between strokes a small letter is grey. */
function isRoundAndFilled(
  { left, top, right, bottom, peak }: InkComponent,
  { contrast, width }: InkMap,
): boolean {
  let [area, runs, rows] = [0, 0, 0];
  let [first, last] = [right, left];
  for (let y = top; y <= bottom; y++) {
    let wasInk = false;
    const runsAbove = runs;
    for (let x = left; x <= right; x++) {
      const isInk = (contrast[y * width + x] ?? 0) * 2 >= peak;
      if (isInk) {
        area += 1;
        first = Math.min(first, x);
        last = Math.max(last, x);
        if (!wasInk) runs += 1;
      }
      wasInk = isInk;
    }
    if (runs > runsAbove) rows += 1;
  }
  const wide = last - first + 1;
  const isRound = Math.max(wide, rows) <= ROUND * Math.min(wide, rows);
  return isRound && area >= FILLED * wide * rows && runs <= ONE_RUN * rows;
}
