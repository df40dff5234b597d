import { describe, expect, test } from '@jest/globals';
import { type Part, WHOLE } from '../src/choose-size.ts';
import type { Pixels } from '../src/renderer/drawable.ts';
import { reachesCut } from '../src/renderer/reaches-cut.ts';

const SIZE = { width: 6, height: 4 };
/** The middle of a sheet, cut off on all four sides. */
const TRIM: Part = { left: 0.2, top: 0.2, width: 0.6, height: 0.6 };
/** One pixel in the middle of each edge. */
const EDGES = [
  ['left', 0, 2],
  ['top', 3, 0],
  ['right', 5, 2],
  ['bottom', 3, 3],
] as const;

describe.each(EDGES)('ink at the %s edge of what is left of a page', (edge, x, y) => {
  test.each([1, 3] as const)('is cut through: %d bytes a pixel', (channels) => {
    expect(reachesCut(dot(x, y, channels), TRIM, TRIM)).toBe(true);
  });

  test('is cut through by the last byte of its colour alone', () => {
    const pixels = dot(x, y, 3);
    for (let at = 0; at < pixels.data.length; at += 3) pixels.data.fill(255, at, at + 2);
    expect(reachesCut(pixels, TRIM, TRIM)).toBe(true);
  });

  test('is not where that is the edge of the sheet', () => {
    expect(reachesCut(dot(x, y), WHOLE, WHOLE)).toBe(false);
  });

  test('is not where the page goes on in another part', () => {
    // The half on the other side: its edge here lies within what is left.
    const half: Part = {
      left: edge === 'left' ? 0.5 : 0.2,
      top: edge === 'top' ? 0.5 : 0.2,
      width: edge === 'left' || edge === 'right' ? 0.3 : 0.6,
      height: edge === 'top' || edge === 'bottom' ? 0.3 : 0.6,
    };
    expect(reachesCut(dot(x, y), half, TRIM)).toBe(false);
  });
});

test('ink that stays within is not cut through, nor is paper of any colour', () => {
  expect(reachesCut(dot(3, 2), TRIM, TRIM)).toBe(false);
  expect(reachesCut({ ...dot(3, 2), data: Buffer.alloc(6 * 4, 40) }, TRIM, TRIM)).toBe(false);
});

/** White, with one black pixel. */
function dot(x: number, y: number, channels: 1 | 3 = 1): Pixels {
  const data = Buffer.alloc(SIZE.width * SIZE.height * channels, 255);
  const at = (y * SIZE.width + x) * channels;
  data.fill(0, at, at + channels);
  return { data, ...SIZE, channels };
}
