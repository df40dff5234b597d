import { describe, expect, test } from '@jest/globals';
import { assert, constantFrom, integer, property, record } from 'fast-check';
import { halvePixels } from '../src/pixels/halve-pixels.ts';
import { swapLoop } from '../src/pixels/pixel-loops.ts';
import { PIXEL_LOOPS } from '../src/pixels/pixel-loops-binary.ts';
import { shrinkPixels } from '../src/pixels/shrink-pixels.ts';
import type { Pixels } from '../src/renderer/drawable.ts';
import { compilePixelLoops } from './compile-pixel-loops.ts';

/** More is halved first. */
const MOST_TIMES = 6;
const WHOLE = { left: 0, top: 0, width: 1, height: 1 };

test('the loops are what their source says', async () => {
  expect(await compilePixelLoops()).toBe(PIXEL_LOOPS);
});

describe('a raster that is shrunk', () => {
  const sizes = {
    width: integer({ min: 1, max: 90 }),
    height: integer({ min: 1, max: 90 }),
    wide: integer({ min: 1, max: 90 }),
    high: integer({ min: 1, max: 90 }),
    channels: constantFrom(1 as const, 3 as const),
    seed: integer({ min: 1, max: 1_000_000 }),
  };

  test('has in each pixel the mean of what that covers', () => {
    assert(
      property(record(sizes), ({ width, height, wide, high, channels, seed }) => {
        const pixels = noise(width, height, channels, seed);
        const size = {
          width: Math.max(Math.ceil(width / MOST_TIMES), Math.min(wide, width)),
          height: Math.max(Math.ceil(height / MOST_TIMES), Math.min(high, height)),
        };
        const shrunk = shrinkPixels(pixels, WHOLE, size);
        for (let y = 0; y < size.height; y += 1) {
          for (let x = 0; x < size.width; x += 1) {
            const at = (y * size.width + x) * channels + channels - 1;
            const mean = meanOf(pixels, x, y, size);
            // Weights are of 128 and 256 parts: up to 2 shades off where many pixels make one.
            expect(Math.abs((shrunk.data[at] ?? 0) - mean)).toBeLessThan(3);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('stays as it was at its own size', () => {
    const pixels = noise(61, 37, 3, 7);
    expect(shrinkPixels(pixels, WHOLE, pixels).data.equals(pixels.data)).toBe(true);
  });

  test('is the part that was asked for', () => {
    const data = Buffer.alloc(100 * 100, 255);
    for (let y = 40; y < 60; y += 1) data.fill(0, y * 100 + 20, y * 100 + 80);
    const pixels: Pixels = { data, width: 100, height: 100, channels: 1 };
    const part = { left: 0.2, top: 0.4, width: 0.6, height: 0.2 };
    const shrunk = shrinkPixels(pixels, part, { width: 30, height: 10 });
    expect(shrunk.data.every((shade) => shade === 0)).toBe(true);
  });
});

test('a raster that is halved has the mean of four in each pixel', () => {
  const pixels = noise(75, 41, 1, 3);
  const halved = halvePixels(pixels);
  expect([halved.width, halved.height]).toEqual([37, 20]);
  for (let y = 0; y < 20; y += 1) {
    for (let x = 0; x < 37; x += 1) {
      const at = 2 * y * 75 + 2 * x;
      const four = [at, at + 1, at + 75, at + 76].map((from) => pixels.data[from] ?? 0);
      const mean = four.reduce((sum, shade) => sum + shade, 0) / 4;
      expect(Math.abs((halved.data[y * 37 + x] ?? 0) - mean)).toBeLessThanOrEqual(0.5);
    }
  }
});

test.each([3, 4] as const)('blue and red change places, of %d bytes a pixel', (channels) => {
  assert(
    property(integer({ min: 1, max: 100 }), integer({ min: 1, max: 9_999 }), (count, seed) => {
      const memory = new WebAssembly.Memory({ initial: 24 });
      const { data } = noise(count, channels, 1, seed);
      const pixels = Buffer.from(memory.buffer, 1024, data.length);
      pixels.set(data);
      swapLoop(memory)(1024, count, channels);
      const swapped = Array.from(data, (_, at) => {
        const [pixel, channel] = [Math.floor(at / channels) * channels, at % channels];
        return data[channel === 3 ? at : pixel + 2 - channel];
      });
      expect([...pixels]).toEqual(swapped);
    }),
  );
});

function noise(width: number, height: number, channels: 1 | 3, seed: number): Pixels {
  const data = Buffer.alloc(width * height * channels);
  for (const at of data.keys()) data[at] = Math.imul(at + seed, 2_654_435_761) >>> 24;
  return { data, width, height, channels };
}

/** Of the last channel. */
function meanOf(
  { data, width, height, channels }: Pixels,
  x: number,
  y: number,
  size: { readonly width: number; readonly height: number },
): number {
  const [left, right] = [(x * width) / size.width, ((x + 1) * width) / size.width];
  const [top, bottom] = [(y * height) / size.height, ((y + 1) * height) / size.height];
  let [sum, all] = [0, 0];
  for (let row = Math.floor(top); row < Math.min(height, bottom); row += 1) {
    for (let column = Math.floor(left); column < Math.min(width, right); column += 1) {
      const share =
        (Math.min(bottom, row + 1) - Math.max(top, row)) *
        (Math.min(right, column + 1) - Math.max(left, column));
      sum += share * (data[(row * width + column) * channels + channels - 1] ?? 0);
      all += share;
    }
  }
  return sum / all;
}
