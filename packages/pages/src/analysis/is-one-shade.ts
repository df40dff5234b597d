import type { GrayRaster } from '../gray-raster.ts';

/** Whether nothing at all is to be seen: paper that nobody scanned, or a dark ground. */
export function isOneShade({ data }: GrayRaster): boolean {
  return data.every((shade) => shade === data[0]);
}
