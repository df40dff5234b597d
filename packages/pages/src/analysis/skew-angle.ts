import type { GrayRaster } from '../gray-raster.ts';
import { isLetterSized } from './is-letter-sized.ts';
import { onceFor } from './once-for.ts';
import { type PageMarks, pageMarks } from './page-marks.ts';
import { rowsAgree } from './rows-agree.ts';

/** Degrees looked at on both sides; more is not a crooked sheet but a photo. */
const MOST_SKEW = 5;
const COARSE_STEP = 0.25;
const FINE_STEP = 0.05;
/** Points under the letters that are enough: each angle visits them all. */
const MOST_POINTS = 12_000;
/** Fewer come from a stamp or a line of writing, which nobody sets straight. */
const LEAST_POINTS = 150;
/** Letters in a narrower part of the width are a stamp, which may be crooked on a straight page. */
const LEAST_SPAN = 0.3;
/** A straight sheet whose score is this near the best is straight: forms have flat tops. */
const NEARLY_BEST = 0.97;
/**
 * The best angle's score over the median of all angles. With it every page of text of the bench's set
 * is found within 0.3 degrees, and none of its blank, stamped or numbered sheets has an angle.
 */
const LEAST_RATIO = 1.25;

/**
 * How crooked the lines of a page lie, in degrees clockwise, to about 0.2; 0 when not sure. The right
 * angle is the one along which the lower edges of the letters fall together, and their rows lie.
 */
export function skewAngle(raster: GrayRaster): number {
  return skewOf(pageMarks(raster));
}

/** As `skewAngle`, for marks already found. */
export const skewOf: (marks: PageMarks) => number = onceFor(bestAngle);

function bestAngle(marks: PageMarks): number {
  const { xs, ys, count, span } = lowerEdges(marks);
  const { width, height } = marks.map;
  if (count < LEAST_POINTS || span < LEAST_SPAN * width) return 0;
  const margin = Math.ceil(width * Math.tan((MOST_SKEW * Math.PI) / 180)) + 2;
  const bins = new Uint16Array(height + 2 * margin);
  const score = (degrees: number): number => {
    const slope = Math.tan((degrees * Math.PI) / 180);
    bins.fill(0);
    for (let at = 0; at < count; at++) {
      const bin = ((ys[at] ?? 0) - slope * (xs[at] ?? 0) + margin + 0.5) | 0;
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    let sum = 0;
    // Pairs of rows: a line that falls between two rows is as good as one that hits a row.
    for (let bin = 1; bin < bins.length; bin++)
      sum += ((bins[bin] ?? 0) + (bins[bin - 1] ?? 0)) ** 2;
    return sum;
  };
  const scores: number[] = [];
  let best = 0;
  let most = 0;
  for (let degrees = -MOST_SKEW; degrees <= MOST_SKEW; degrees += COARSE_STEP) {
    const here = score(degrees);
    scores.push(here);
    if (here > most) [best, most] = [degrees, here];
  }
  const usual = scores.toSorted((a, b) => a - b)[scores.length >> 1] ?? 0;
  if (most < usual * LEAST_RATIO || Math.abs(best) >= MOST_SKEW) return 0;
  const coarse = best;
  for (let degrees = coarse - COARSE_STEP; degrees <= coarse + COARSE_STEP; degrees += FINE_STEP) {
    const here = score(degrees);
    if (here > most) [best, most] = [degrees, here];
  }
  if (Math.abs(best) < 2 * COARSE_STEP && score(0) >= most * NEARLY_BEST) return 0;
  if (!rowsAgree(marks, best)) return 0;
  return Math.round(best * 100) / 100;
}

/** The pixels under which there is no more ink, of everything that may be letters. */
function lowerEdges({ map, content }: PageMarks): {
  xs: Int16Array;
  ys: Int16Array;
  count: number;
  span: number;
} {
  const { contrast, threshold, width, height, unit } = map;
  const letters = content.filter((mark) => isLetterSized(mark, unit));
  const columns = letters.reduce((sum, { left, right }) => sum + right - left + 1, 0);
  const stride = Math.max(1, Math.ceil(columns / MOST_POINTS));
  const xs = new Int16Array(Math.ceil(columns / stride) + letters.length);
  const ys = new Int16Array(xs.length);
  let count = 0;
  let [first, last] = [width, 0];
  for (const { left, top, right, bottom } of letters) {
    first = Math.min(first, left);
    last = Math.max(last, right);
    for (let x = left + (count % stride); x <= right; x += stride) {
      let y = Math.min(bottom, height - 1);
      while (y > top && (contrast[y * width + x] ?? 0) < threshold) y--;
      // Middle of the page as the origin, so that a turn moves points as little as possible.
      xs[count] = x - (width >> 1);
      ys[count] = y;
      count++;
    }
  }
  return { xs, ys, count, span: last - first };
}
