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
/** As many white bytes as a row of the widest page had. */
let white = Buffer.alloc(0);

/**
 * The same pixels with one byte each; null where any of them has a colour. They stand until the next
 * page is asked for. Rows of white, which half of a page of print is, cost nothing.
 */
export function grayPixels(pixels: Pixels): GrayPixels | null {
  const { data, width, height, channels } = pixels;
  if (channels === 1) return { data, width, height, grainShare: grainShare(data, width, height) };
  const length = width * height * channels;
  for (let at = 0; at < length; at += channels * FIRST_LOOK) {
    if (data[at] !== data[at + 1] || data[at] !== data[at + 2]) return null;
  }
  if (shades.length < width * height) shades = Buffer.alloc(width * height);
  const gray = shades.subarray(0, width * height).fill(255);
  for (let row = 0; row < height; row += 1) {
    const first = row;
    while (row < height && !isWhite(data, row, width * channels)) row += 1;
    if (row > first && !takeShades(pixels, first * width, row * width, gray)) return null;
  }
  return { data: gray, width, height, grainShare: grainShare(gray, width, height) };
}

function isWhite(data: Buffer, row: number, rowBytes: number): boolean {
  if (white.length < rowBytes) white = Buffer.alloc(rowBytes, 255);
  return data.compare(white, 0, rowBytes, row * rowBytes, (row + 1) * rowBytes) === 0;
}

/** Writes what is not white; false where a pixel has a colour. */
function takeShades({ data, channels }: Pixels, from: number, to: number, gray: Buffer): boolean {
  const words = wordsOf(data);
  // Four pixels are as many words as a pixel has bytes.
  for (let group = from - (from % 4); group < to; group += 4) {
    let at = group * channels;
    const word = at >> 2;
    if (
      words[word] === WHITE_WORD &&
      words[word + 1] === WHITE_WORD &&
      words[word + 2] === WHITE_WORD &&
      (channels === 3 || words[word + 3] === WHITE_WORD)
    )
      continue;
    const end = Math.min(to, group + 4);
    for (let pixel = group; pixel < end; pixel += 1, at += channels) {
      const shade = data[at] ?? 0;
      if (shade !== data[at + 1] || shade !== data[at + 2]) return false;
      gray[pixel] = shade;
    }
  }
  return true;
}

/** The same bytes in fours; none where they do not begin at a fourth byte of their memory. */
function wordsOf(data: Buffer): Int32Array {
  const isAligned = data.byteOffset % 4 === 0;
  return new Int32Array(
    data.buffer,
    isAligned ? data.byteOffset : 0,
    isAligned ? data.length >> 2 : 0,
  );
}

function grainShare(gray: Buffer, width: number, height: number): number {
  let [grains, seen] = [0, 0];
  for (let row = 0; row < height; row += GRAIN_ROWS) {
    seen += width;
    if (isWhite(gray, row, width)) continue;
    const start = row * width;
    let before = gray[start] ?? 0;
    for (let at = start + 1; at < start + width; at += 1) {
      const shade = gray[at] ?? 0;
      const step = shade - before;
      if (step !== 0 && step <= MOST_GRAIN && step >= -MOST_GRAIN) grains += 1;
      before = shade;
    }
  }
  return grains / seen;
}
