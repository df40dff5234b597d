import type { PictureSize } from '@quire/domain';
import type { Part } from '../choose-size.ts';
import type { Pixels } from '../renderer/drawable.ts';
import { BESIDE, IN, OUT, pixelLoops } from './pixel-loops.ts';

/** Weights of all that a pixel is made of: of its rows together, and of its columns. */
const ROW_WEIGHTS = 128;
const COLUMN_WEIGHTS = 256;
/** A shade that is made of no more columns than this is reckoned in one go. */
const FEW_TAPS = 8;
/** Where a finished row is put: behind 16 bits for each byte of the longest row. */
const ROW_OUT = OUT + 256 * 1024;
/** What the loops' memory has room for: 43,000 pixels of colour, where 100 million make a page. */
const MOST_ROW_BYTES = 128 * 1024;

/**
 * What the pixels of the result are made of, along one side: of each the first of the source and how many,
 * and what these weigh, in places of their own. As an object each, with lists, they took a tenth of a scan.
 */
interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `room` places for each. */
  readonly weights: Uint16Array;
  readonly room: number;
}

/** Whether a part of a raster has at least as many pixels as are asked for. */
export function canShrink(
  { width, height, channels }: Pixels,
  part: Part,
  size: PictureSize,
): boolean {
  const isLarge = part.width * width >= size.width && part.height * height >= size.height;
  return isLarge && width * channels <= MOST_ROW_BYTES;
}

/**
 * A part of a raster, smaller: each pixel is the mean of all that it covers, shares of pixels at its
 * edges included. A third of the time of libvips' Lanczos filter, and the OCR engine reads both alike.
 */
export function shrinkPixels(
  { data, width, height, channels }: Pixels,
  part: Part,
  size: PictureSize,
): Pixels {
  const loops = pixelLoops();
  const rows = taps(part.top * height, part.height * height, height, size.height, ROW_WEIGHTS);
  const across = part.width * width;
  const columns = taps(part.left * width, across, width, size.width, COLUMN_WEIGHTS);
  const start = columns.first[0] ?? 0;
  const end = (columns.first.at(-1) ?? 0) + (columns.count.at(-1) ?? 0);
  const rowBytes = (end - start) * channels;
  const isSimple = channels === 1 && columns.count.every((each) => each <= FEW_TAPS);
  writeTaps(loops.shorts, columns, start, isSimple);
  const outBytes = size.width * channels;
  const shrunk = Buffer.allocUnsafe(outBytes * size.height);
  let rowIn = -1;
  for (let y = 0; y < size.height; y += 1) {
    loops.bytes.fill(0, OUT, OUT + 2 * rowBytes + 32);
    for (let down = 0; down < (rows.count[y] ?? 0); down += 1) {
      const row = (rows.first[y] ?? 0) + down;
      const from = (row * width + start) * channels;
      // The last row of one is often the first of the next.
      if (row !== rowIn) loops.bytes.set(data.subarray(from, from + rowBytes), IN);
      rowIn = row;
      loops.gather(IN, OUT, rowBytes, rows.weights[y * rows.room + down] ?? 0);
    }
    if (isSimple) loops.spreadShades(OUT, ROW_OUT, size.width, BESIDE);
    else loops.spread(OUT, ROW_OUT, size.width, channels, BESIDE);
    shrunk.set(loops.bytes.subarray(ROW_OUT, ROW_OUT + outBytes), y * outBytes);
  }
  return { data: shrunk, ...size, channels };
}

/**
 * Weights are in whole numbers, `whole` together: what one is rounded by the next makes up for.
 * @param from where the range begins, in pixels; it may begin and end within one
 */
function taps(from: number, length: number, end: number, pixels: number, whole: number): Taps {
  const step = length / pixels;
  const room = Math.ceil(step) + 2;
  const [first, count] = [new Int32Array(pixels), new Int32Array(pixels)];
  const weights = new Uint16Array(pixels * room);
  for (let at = 0; at < pixels; at += 1) {
    const [starts, ends] = [from + at * step, Math.min(end, from + (at + 1) * step)];
    // A part's edge may lie a rounding before the first pixel.
    const one = Math.max(0, Math.min(end - 1, Math.floor(starts)));
    const last = Math.max(one, Math.min(end, Math.ceil(ends)) - 1);
    const covered = (pixel: number): number => Math.min(ends, pixel + 1) - Math.max(starts, pixel);
    let all = 0;
    for (let pixel = one; pixel <= last; pixel += 1) all += covered(pixel);
    for (let pixel = one, sum = 0, given = 0; pixel <= last; pixel += 1) {
      sum += covered(pixel);
      const weight = Math.round((sum / all) * whole) - given;
      given += weight;
      weights[at * room + pixel - one] = weight;
    }
    first[at] = one;
    count[at] = last - one + 1;
  }
  return { first, count, weights, room };
}

/** As the loops read them: `spreadShades` where all are few, else `spread`. */
function writeTaps(
  shorts: Uint16Array,
  { first, count, weights, room }: Taps,
  start: number,
  isSimple: boolean,
): void {
  let to = BESIDE / 2;
  for (let at = 0; at < first.length; at += 1) {
    const own = count[at] ?? 0;
    shorts[to] = (first[at] ?? 0) - start;
    shorts[to + 1] = own;
    to += isSimple ? 1 : 2;
    for (let tap = 0; tap < (isSimple ? FEW_TAPS : own); tap += 1)
      shorts[to + tap] = tap < own ? (weights[at * room + tap] ?? 0) : 0;
    to += isSimple ? FEW_TAPS : own;
  }
}
