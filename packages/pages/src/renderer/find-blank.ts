import { hasLetter } from '../analysis/has-letter.ts';
import { type Blankness, isBlank } from '../analysis/is-blank.ts';
import { pageMarks } from '../analysis/page-marks.ts';
import type { GrayRaster } from '../gray-raster.ts';
import type { Drawable } from './drawable.ts';
import { smallRaster } from './small-raster.ts';

/** Long edges, a little over A3 at 150 dpi: on smaller sheets a number of 7 pt is larger than a speck. */
const LARGE = { pt: 1250, px: 2600 } as const;
/** From here a number of 7 pt on A1 has a shape: 7 pixels. */
const NEAR_EDGE_PX = 3000;
/** A page number has three digits; a dusty scan has more specks, and none of them is looked at closer. */
const FEW_MARKS = 6;

/** Whether a page is blank; a large sheet is looked at closer where it has a few specks and nothing else. */
export async function findBlank(drawable: Drawable, raster: GrayRaster): Promise<Blankness> {
  const found = isBlank(raster);
  const marks = pageMarks(raster).dirt.length;
  if (!found.blank || marks === 0 || marks > FEW_MARKS || !isLarge(drawable)) return found;
  const near = await smallRaster(drawable, NEAR_EDGE_PX);
  if (!hasLetter(near)) return found;
  return { ...found, blank: false, reason: 'letters among the specks of a large sheet' };
}

function isLarge({ size: { width, height }, unit }: Drawable): boolean {
  return Math.max(width, height) > LARGE[unit];
}
