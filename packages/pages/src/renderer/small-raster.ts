import { WHOLE } from '../choose-size.ts';
import type { GrayRaster } from '../gray-raster.ts';
import type { Drawable, Pixels } from './drawable.ts';
import { withoutColour } from './gray-pixels.ts';
import { wholePixels } from './whole-pixels.ts';

/** Long edge of the raster that is looked at; what the analysis was measured on. */
export const LOOK_EDGE_PX = 1000;

/** The page as it comes, grey. */
export async function smallRaster(drawable: Drawable, edgePx: number): Promise<GrayRaster> {
  const { width, height } = drawable.size;
  const factor = edgePx / Math.max(width, height);
  const size = wholePixels({ width: width * factor, height: height * factor });
  return grayOf(await drawable.draw(WHOLE, size));
}

/** Luma by ITU-R BT.601 in 256ths; in a loop, for libvips goes through linear light at ten times the cost. */
function grayOf(pixels: Pixels): GrayRaster {
  const { data, width, height, channels } = withoutColour(pixels);
  if (channels === 1) return { data, width, height };
  const gray = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < gray.length; at++, from += channels) {
    const [red, green, blue] = [data[from] ?? 0, data[from + 1] ?? 0, data[from + 2] ?? 0];
    gray[at] = (77 * red + 150 * green + 29 * blue + 128) >> 8;
  }
  return { data: gray, width, height };
}
