import type { GrayRaster } from '../gray-raster.ts';
import { pageMarks } from './page-marks.ts';
import { textAxis } from './text-axis.ts';

/** Fewer letters than a line of text has: a stamp, a page number. */
const LEAST_VOTERS = 16;
/** Text pages measured 0.31 or more along their lines. */
const LEAST_ACROSS = 0.2;

/** Which way the lines of a page run; null where its letters do not say. */
export function lineAxis(raster: GrayRaster): 'across' | 'down' | null {
  const { map, content } = pageMarks(raster);
  const { across, voters } = textAxis(content, map.unit);
  if (voters < LEAST_VOTERS || Math.abs(across) < LEAST_ACROSS) return null;
  return across > 0 ? 'across' : 'down';
}
