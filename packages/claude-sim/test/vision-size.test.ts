import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { imageTiers, patches, visionSize } from '../src/vision/vision-size.ts';

test.each([
  ['standard', 1075, 1520, 924, 1307, 33 * 47],
  ['standard', 1920, 1080, 1456, 819, 1560],
  ['high', 3840, 2160, 2576, 1449, 4784],
  ['standard', 1000, 1000, 1000, 1000, 1296],
  ['high', 1000, 1000, 1000, 1000, 1296],
  ['high', 200, 200, 200, 200, 64],
] as const)('%s tier sees %dx%d as %dx%d for %d tokens', (tier, w, h, seenW, seenH, tokens) => {
  const seen = visionSize({ width: w, height: h }, tier);
  expect(seen).toMatchObject({ width: seenW, height: seenH, tokens });
});

const side = fc.integer({ min: 1, max: 8000 });
const tier = fc.constantFrom('standard' as const, 'high' as const);

test('what is seen fits its tier, keeps its shape, and is seen as it is when sent again', () => {
  fc.assert(
    fc.property(side, side, tier, (width, height, name) => {
      const seen = visionSize({ width, height }, name);
      const { edgePx, tokens } = imageTiers[name];
      expect(Math.max(seen.width, seen.height)).toBeLessThanOrEqual(edgePx);
      expect(seen.tokens).toBeLessThanOrEqual(tokens);
      expect(seen.tokens).toBe(patches(seen));
      expect(visionSize(seen, name).isDownsized).toBe(false);
      // The short side is rounded, so the shapes differ by at most half a pixel of it.
      const [long, short] = [Math.max(width, height), Math.min(width, height)];
      const [seenLong, seenShort] = [
        Math.max(seen.width, seen.height),
        Math.min(seen.width, seen.height),
      ];
      expect(Math.abs(seenShort - Math.max(1, (seenLong * short) / long))).toBeLessThanOrEqual(
        0.501,
      );
    }),
  );
});

test('one pixel more on the long side would not fit', () => {
  fc.assert(
    fc.property(side, side, tier, (width, height, name) => {
      const seen = visionSize({ width, height }, name);
      fc.pre(seen.isDownsized);
      const ratio = Math.max(width, height) / Math.min(width, height);
      const long = Math.max(seen.width, seen.height) + 1;
      const larger = { width: long, height: Math.max(1, Math.round(long / ratio)) };
      const { edgePx, tokens } = imageTiers[name];
      // Rounding may let a larger one in by accident of half a pixel; bisecting cannot see that.
      expect(long > edgePx || patches(larger) >= tokens * 0.98).toBe(true);
    }),
  );
});
