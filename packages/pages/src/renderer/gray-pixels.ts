import type { Pixels } from './drawable.ts';

/** Every so many pixels are looked at first: colour is mostly found without looking at all of them. */
const FIRST_LOOK = 61;
/** Steps between shades that are no edge of anything: what a scanner or a camera adds to paper. */
const MOST_GRAIN = 8;
/** Rows of which one is looked at for grain: it lies everywhere, or nowhere. */
const GRAIN_ROWS = 4;
/** Four bytes of white. */
const WHITE_WORD = -1;

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
 * page is asked for. White, which most of a page is, takes 0.3 ns a pixel, all else 2.
 */
export function grayPixels(pixels: Pixels): GrayPixels | null {
  const { width, height } = pixels;
  const data = pixels.channels === 1 ? pixels.data : withoutColor(pixels);
  return data && { data, width, height, grainShare: grainShare(data, width, height) };
}

function withoutColor({ data, width, height, channels }: Pixels): Buffer | null {
  const count = width * height;
  const length = count * channels;
  for (let at = 0; at < length; at += channels * FIRST_LOOK) {
    if (data[at] !== data[at + 1] || data[at] !== data[at + 2]) return null;
  }
  if (shades.length < count) shades = Buffer.alloc(count);
  const gray = shades.subarray(0, count).fill(255);
  const words = wordsOf(data, length);
  for (let to = 0; to < count; to += 4) {
    const at = to * channels;
    // Four pixels are as many words as a pixel has bytes.
    const word = at >> 2;
    const isWhite =
      words !== null &&
      words[word] === WHITE_WORD &&
      words[word + 1] === WHITE_WORD &&
      words[word + 2] === WHITE_WORD &&
      (channels === 3 || words[word + 3] === WHITE_WORD);
    if (isWhite) continue;
    const end = Math.min(count, to + 4);
    for (let pixel = to, from = at; pixel < end; pixel += 1, from += channels) {
      const shade = data[from] ?? 0;
      if (shade !== data[from + 1] || shade !== data[from + 2]) return null;
      gray[pixel] = shade;
    }
  }
  return gray;
}

/** The same bytes in fours; null where they do not begin at a fourth byte of their memory. */
function wordsOf(data: Buffer, length: number): Int32Array | null {
  if (data.byteOffset % 4 !== 0) return null;
  return new Int32Array(data.buffer, data.byteOffset, length >> 2);
}

function grainShare(gray: Buffer, width: number, height: number): number {
  let [grains, seen] = [0, 0];
  for (let row = 0; row < height; row += GRAIN_ROWS) {
    const start = row * width;
    let before = gray[start] ?? 0;
    for (let at = start + 1; at < start + width; at += 1) {
      const shade = gray[at] ?? 0;
      const step = shade - before;
      if (step !== 0 && step <= MOST_GRAIN && step >= -MOST_GRAIN) grains += 1;
      before = shade;
    }
    seen += width;
  }
  return grains / seen;
}
