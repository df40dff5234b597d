import { IN, OUT, pixelLoops, SIXTEEN, STRIP_PIXELS } from '../pixels/pixel-loops.ts';
import type { Pixels } from './drawable.ts';

/** Every so many pixels are looked at first: colour is mostly found without looking at all of them. */
const FIRST_LOOK = 61;
const WHITE = 255;

/** A raster without colour: one byte a pixel. */
export interface GrayPixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

/** Where every page's shades go: 4 MB for each would be swept as often as all the rest together. */
let shades = Buffer.alloc(0);

/**
 * The same pixels with one byte each; null where any of them has a colour. They stand until the next
 * page is asked for.
 */
export function grayPixels({ data, width, height, channels }: Pixels): GrayPixels | null {
  if (channels === 1) return { data, width, height };
  if (isSurelyColoured({ data, width, height, channels })) return null;
  if (shades.length < width * height) shades = Buffer.alloc(width * height);
  const gray = shades.subarray(0, width * height);
  const { bytes } = pixelLoops();
  for (let from = 0; from < gray.length; from += STRIP_PIXELS) {
    const end = Math.min(gray.length, from + STRIP_PIXELS);
    if (!takeShades(data.subarray(from * channels, end * channels), channels)) return null;
    gray.set(bytes.subarray(OUT, OUT + end - from), from);
  }
  return { data: gray, width, height };
}

/** Whether one of some pixels has a colour: of most pages that have any it is known at once. */
export function isSurelyColoured({ data, width, height, channels }: Pixels): boolean {
  if (channels === 1) return false;
  const length = width * height * channels;
  for (let at = 0; at < length; at += channels * FIRST_LOOK) {
    if (data[at] !== data[at + 1] || data[at] !== data[at + 2]) return true;
  }
  return false;
}

/**
 * Puts the shades of a strip of pixels, at most `STRIP_PIXELS`, where the loops have their results.
 * @returns whether none of them has a colour
 */
export function takeShades(strip: Uint8Array, channels: Pixels['channels']): boolean {
  const { bytes, shades: takeOut } = pixelLoops();
  if (channels === 1) {
    bytes.set(strip, OUT);
    return true;
  }
  bytes.set(strip, IN);
  // The loop takes sixteen at a time: what stands there of another strip must not look like colour.
  bytes.fill(WHITE, IN + strip.length, IN + strip.length + SIXTEEN * channels);
  return takeOut(IN, OUT, strip.length / channels, channels) === 0;
}

/** The same pixels, one byte each where none has a colour. They stand for as long as they are needed. */
export function withoutColour(pixels: Pixels): Pixels {
  if (pixels.channels === 1) return pixels;
  const gray = grayPixels(pixels);
  if (gray === null) return pixels;
  return { data: Buffer.from(gray.data), width: gray.width, height: gray.height, channels: 1 };
}
