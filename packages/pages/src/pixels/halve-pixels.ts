import type { Pixels } from '../renderer/drawable.ts';
import { IN, OUT, pixelLoops } from './pixel-loops.ts';

/** Where the second of two rows is put. */
const SECOND = IN + 256 * 1024;

/**
 * Shades at half the width and half the height, each the mean of four; an odd last row or column is
 * left out. Three times as fast as to shrink by any other factor.
 * @param stride bytes from one row to the next
 */
export function halvePixels(
  { data, width, height }: Omit<Pixels, 'channels'>,
  stride = width,
): Pixels {
  const loops = pixelLoops();
  const size = { width: width >> 1, height: height >> 1 };
  const halved = Buffer.allocUnsafe(size.width * size.height);
  for (let y = 0; y < size.height; y += 1) {
    const from = 2 * y * stride;
    loops.bytes.set(data.subarray(from, from + width), IN);
    loops.bytes.set(data.subarray(from + stride, from + stride + width), SECOND);
    loops.halve(IN, SECOND, OUT, size.width);
    halved.set(loops.bytes.subarray(OUT, OUT + size.width), y * size.width);
  }
  return { data: halved, ...size, channels: 1 };
}
