import type { Part } from '../choose-size.ts';
import type { GrayRaster } from '../gray-raster.ts';
import { partOfRaster } from './read-look.ts';

const WHITE = 255;
/** Left around it, as a share of the page's long edge: 6 mm of A4, as around what lists of objects say. */
const MARGIN = 0.02;

/**
 * What of a page has any shade but white, with a margin. Nothing on it is taken for dirt: it was never on a scanner.
 * @returns null where all of it is white
 */
export function partOffWhite(raster: GrayRaster): Part | null {
  const { data, width, height } = raster;
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if ((data[y * width + x] ?? WHITE) === WHITE) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  if (bottom < 0) return null;
  const margin = Math.ceil(MARGIN * Math.max(width, height));
  const [x, y] = [Math.max(0, left - margin), Math.max(0, top - margin)];
  const box = {
    x,
    y,
    width: Math.min(width, right + 1 + margin) - x,
    height: Math.min(height, bottom + 1 + margin) - y,
  };
  return partOfRaster(box, raster);
}
