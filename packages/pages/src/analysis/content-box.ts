import type { GrayRaster } from '../gray-raster.ts';
import { levelBox } from './level-box.ts';
import { pageMarks } from './page-marks.ts';

/** A rectangle in the raster's pixels, set straight about its middle: corners of a crooked page then lie outside of it. */
export interface ContentBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Left around the content, in units of a thousandth of the long edge: 6 mm of A4. Within it lie the
 * dots, accents and faint ends of strokes that were taken for specks.
 */
const MARGIN = 20;

/**
 * Where the content lies, with a margin; the whole page where nothing or a dark sheet was found.
 * @param skew degrees clockwise by which the page lies crooked: the box is of the page set straight
 */
export function contentBox(raster: GrayRaster, skew = 0): ContentBox {
  const { width, height } = raster;
  const page = levelBox({ left: 0, top: 0, right: width, bottom: height }, raster, skew);
  const { map, content } = pageMarks(raster);
  const whole = {
    x: page.left,
    y: page.top,
    width: page.right - page.left,
    height: page.bottom - page.top,
  };
  const marks = [...content, ...map.light];
  if (marks.length === 0 || map.isDark) return whole;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const mark of marks) {
    const box = levelBox({ ...mark, right: mark.right + 1, bottom: mark.bottom + 1 }, raster, skew);
    left = Math.min(left, box.left);
    top = Math.min(top, box.top);
    right = Math.max(right, box.right);
    bottom = Math.max(bottom, box.bottom);
  }
  const margin = Math.ceil(MARGIN * map.unit);
  const x = Math.max(page.left, left - margin);
  const y = Math.max(page.top, top - margin);
  return {
    x,
    y,
    width: Math.min(page.right, right + margin) - x,
    height: Math.min(page.bottom, bottom + margin) - y,
  };
}
