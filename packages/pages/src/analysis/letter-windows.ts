import type { InkMap } from './ink-map.ts';
import type { TextLine } from './text-lines.ts';

/** A window's rows: eight for the height of the line's x, and as many above and below. */
export const WINDOW_ROWS = 24;
/** Two heights wide: a letter and its neighbour. */
export const WINDOW_COLUMNS = 16;
/** Windows that are enough: more of them say the same. */
const MOST_WINDOWS = 256;
/** A window with less ink than this share of itself lies between words. */
const LEAST_INK = 0.06;

/**
 * Cuts lines into small pictures of a letter or two, all of one size whatever the size of the type:
 * row by row, 0 for paper, 1 for the line's darkest ink. Long pages are sampled evenly.
 */
export function letterWindows(
  map: InkMap,
  lines: readonly TextLine[],
  most = MOST_WINDOWS,
): Float32Array[] {
  const places = lines.flatMap((line) => {
    const count = Math.floor((line.right - line.left + 1) / line.height) - 1;
    return Array.from({ length: Math.max(0, count) }, (_, at) => ({
      line,
      left: line.left + at * line.height,
    }));
  });
  const stride = Math.max(1, places.length / most);
  const windows: Float32Array[] = [];
  for (let at = 0; at < places.length; at += stride) {
    const place = places[Math.floor(at)];
    const window = place && cut(map, place.line, place.left);
    if (window) windows.push(window);
  }
  return windows;
}

function cut(map: InkMap, line: TextLine, left: number): Float32Array | null {
  const { contrast, threshold, width, height } = map;
  const pixel = line.height / 8;
  const window = new Float32Array(WINDOW_ROWS * WINDOW_COLUMNS);
  let darkest = threshold;
  let ink = 0;
  for (let column = 0; column < WINDOW_COLUMNS; column++) {
    const x = left + (column + 0.5) * pixel;
    const middle = line.middle + line.slope * (x - line.left);
    const from = Math.floor(x);
    if (from < 0 || from + 1 >= width) continue;
    const u = x - from;
    for (let row = 0; row < WINDOW_ROWS; row++) {
      const y = middle + (row + 0.5 - WINDOW_ROWS / 2) * pixel;
      const top = Math.floor(y);
      if (top < 0 || top + 1 >= height) continue;
      const v = y - top;
      const at = top * width + from;
      const above = (contrast[at] ?? 0) * (1 - u) + (contrast[at + 1] ?? 0) * u;
      const below = (contrast[at + width] ?? 0) * (1 - u) + (contrast[at + width + 1] ?? 0) * u;
      const value = above + (below - above) * v;
      window[row * WINDOW_COLUMNS + column] = value;
      if (value > darkest) darkest = value;
      ink += value;
    }
  }
  if (ink < LEAST_INK * window.length * darkest) return null;
  for (let at = 0; at < window.length; at++) window[at] = (window[at] ?? 0) / darkest;
  return window;
}
