import type { GrayRaster } from '../gray-raster.ts';
import type { InkMap } from './ink-map.ts';
import type { TextLine } from './text-lines.ts';

/** Height of an x in the result: 9 pt at 300 dpi. Of 7 pt type at 150 dpi the detector misread 9 of 102. */
const HEIGHT_PX = 20;
/** Above and below the middle of a line, in its heights: accents fit, the next line does not. */
const REACH = 1.2;
/** Letters that are enough: the detector itself stops at 250. */
const ENOUGH_LETTERS = 360;
const WIDTH_PX = 1600;
const GAP_PX = 50;

/**
 * The longest lines of a page, straight and of one size, one below the other on white: what an
 * orientation detector has to look at, without what misleads it, such as a dark box with white letters.
 */
export function gatherLines(map: InkMap, lines: readonly TextLine[]): GrayRaster {
  const rowPx = Math.round(2 * REACH * HEIGHT_PX);
  const pieces: { line: TextLine; from: number; lengthPx: number; x: number; row: number }[] = [];
  let letters = 0;
  let [x, row] = [GAP_PX, 0];
  for (const line of lines.toSorted((a, b) => b.letters - a.letters)) {
    if (letters > ENOUGH_LETTERS) break;
    letters += line.letters;
    const scale = HEIGHT_PX / line.height;
    const most = WIDTH_PX - 2 * GAP_PX;
    for (let from = line.left; from < line.right; from += most / scale) {
      const lengthPx = Math.min(most, Math.ceil((line.right + 1 - from) * scale));
      if (x + lengthPx > WIDTH_PX - GAP_PX) [x, row] = [GAP_PX, row + 1];
      pieces.push({ line, from, lengthPx, x, row });
      x += lengthPx + GAP_PX;
    }
  }
  const height = (row + 1) * (rowPx + GAP_PX) + GAP_PX;
  const data = new Uint8Array(WIDTH_PX * height).fill(255);
  for (const piece of pieces) {
    const top = GAP_PX + piece.row * (rowPx + GAP_PX);
    const pixel = piece.line.height / HEIGHT_PX;
    for (let across = 0; across < piece.lengthPx; across++) {
      const fromX = piece.from + (across + 0.5) * pixel;
      const middle = piece.line.middle + piece.line.slope * (fromX - piece.line.left);
      for (let down = 0; down < rowPx; down++) {
        const fromY = middle + (down + 0.5 - rowPx / 2) * pixel;
        data[(top + down) * WIDTH_PX + piece.x + across] = 255 - inkAt(map, fromX, fromY);
      }
    }
  }
  return { data, width: WIDTH_PX, height };
}

/** Between pixels by straight lines; nothing outside the page. */
function inkAt({ contrast, width, height }: InkMap, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  if (left < 0 || top < 0 || left + 1 >= width || top + 1 >= height) return 0;
  const at = top * width + left;
  const u = x - left;
  const above = (contrast[at] ?? 0) * (1 - u) + (contrast[at + 1] ?? 0) * u;
  const below = (contrast[at + width] ?? 0) * (1 - u) + (contrast[at + width + 1] ?? 0) * u;
  return above + (below - above) * (y - top);
}
