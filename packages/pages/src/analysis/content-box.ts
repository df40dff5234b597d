import type { GrayRaster } from '../gray-raster.ts';
import { pageMarks } from './page-marks.ts';

/** A rectangle in the raster's pixels. */
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

/** Where the content lies, with a margin; the whole page where nothing or a dark sheet was found. */
export function contentBox(raster: GrayRaster): ContentBox {
  const { width, height } = raster;
  const { map, content } = pageMarks(raster);
  const whole = { x: 0, y: 0, width, height };
  if (content.length === 0 || map.isDark) return whole;
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (const mark of content) {
    left = Math.min(left, mark.left);
    top = Math.min(top, mark.top);
    right = Math.max(right, mark.right);
    bottom = Math.max(bottom, mark.bottom);
  }
  const margin = Math.ceil(MARGIN * map.unit);
  const x = Math.max(0, left - margin);
  const y = Math.max(0, top - margin);
  return {
    x,
    y,
    width: Math.min(width, right + 1 + margin) - x,
    height: Math.min(height, bottom + 1 + margin) - y,
  };
}
