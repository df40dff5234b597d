import { IN, OUT, pixelLoops, STRIP_PIXELS } from '../pixels/pixel-loops.ts';
import type { Pixels } from './drawable.ts';

/** Every so many pixels are looked at first: colour is mostly found without looking at all of them. */
const FIRST_LOOK = 61;
/** Steps between shades that are no edge of anything: what a scanner or a camera adds to paper. */
const MOST_GRAIN = 8;
/** Rows of which one is looked at for grain: it lies everywhere, or nowhere. */
const GRAIN_ROWS = 4;
const SIXTEEN = 16;
const WHITE = 255;

/** A raster without colour: one byte a pixel. */
export interface GrayPixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  /** Share of pixels that are nearly as dark as the one before: scans and photographs, not print. */
  readonly grainShare: number;
}

/** Where every page's shades go: 4 MB for each would be swept as often as all the rest together. */
let shades = Buffer.alloc(0);

/**
 * The same pixels with one byte each; null where any of them has a colour. They stand until the next
 * page is asked for.
 */
export function grayPixels({ data, width, height, channels }: Pixels): GrayPixels | null {
  if (channels === 1) return { data, width, height, grainShare: grainShare(data, width, height) };
  const length = width * height * channels;
  for (let at = 0; at < length; at += channels * FIRST_LOOK) {
    if (data[at] !== data[at + 1] || data[at] !== data[at + 2]) return null;
  }
  if (shades.length < width * height) shades = Buffer.alloc(width * height);
  const gray = shades.subarray(0, width * height);
  const loops = pixelLoops();
  for (let from = 0; from < gray.length; from += STRIP_PIXELS) {
    const pixels = Math.min(STRIP_PIXELS, gray.length - from);
    const end = IN + pixels * channels;
    loops.bytes.set(data.subarray(from * channels, (from + pixels) * channels), IN);
    loops.bytes.fill(WHITE, end, end + SIXTEEN * channels);
    if (loops.shades(IN, OUT, pixels, channels) !== 0) return null;
    gray.set(loops.bytes.subarray(OUT, OUT + pixels), from);
  }
  return { data: gray, width, height, grainShare: grainShare(gray, width, height) };
}

/** The same pixels, one byte each where none has a colour. They stand for as long as they are needed. */
export function withoutColour(pixels: Pixels): Pixels {
  if (pixels.channels === 1) return pixels;
  const gray = grayPixels(pixels);
  if (gray === null) return pixels;
  return { data: Buffer.from(gray.data), width: gray.width, height: gray.height, channels: 1 };
}

/** Of every fourth row; what is left over of its sixteens is not looked at. */
function grainShare(gray: Buffer, width: number, height: number): number {
  const loops = pixelLoops();
  const pixels = Math.min(STRIP_PIXELS, width - 1) & -SIXTEEN;
  if (pixels <= 0) return 0;
  let [grains, seen] = [0, 0];
  for (let row = 0; row < height; row += GRAIN_ROWS) {
    loops.bytes.set(gray.subarray(row * width, row * width + pixels + 1), IN);
    grains += loops.grains(IN + 1, pixels, MOST_GRAIN);
    seen += pixels;
  }
  return grains / seen;
}
