import type { ContentBox } from '../analysis/content-box.ts';
import { skewAngle } from '../analysis/skew-angle.ts';
import type { Part } from '../choose-size.ts';
import type { GrayRaster } from '../gray-raster.ts';

/** Less crooked than this is as legible, and turning blurs. */
const LEAST_SKEW = 0.5;

/** By how much a page that stands upright is worth setting straight, in degrees clockwise. */
export function skewOfUpright(standing: GrayRaster): number {
  const skew = skewAngle(standing);
  return Math.abs(skew) >= LEAST_SKEW ? skew : 0;
}

/** A box in a raster of a page as shares of the page. */
export function partOfRaster(
  { x, y, width, height }: ContentBox,
  raster: Pick<GrayRaster, 'width' | 'height'>,
): Part {
  return {
    left: x / raster.width,
    top: y / raster.height,
    width: width / raster.width,
    height: height / raster.height,
  };
}
