import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  fitToTier,
  pdfPageTokens,
  type PictureSize,
  pictureTiers,
  pictureTokens,
} from '../src/index.ts';

const { standard, high } = pictureTiers;
const size = (width: number, height: number): PictureSize => ({ width, height });

describe('the documented pictures', () => {
  test.each([
    ['standard', size(1075, 1520), size(924, 1307)],
    ['standard', size(1920, 1080), size(1456, 819)],
    ['standard', size(1000, 1000), size(1000, 1000)],
    ['standard', size(200, 200), size(200, 200)],
    ['high', size(1920, 1080), size(1920, 1080)],
    ['high', size(3840, 2160), size(2576, 1449)],
    ['high', size(1000, 1000), size(1000, 1000)],
  ] as const)('in tier %s, %j is seen as %j', (tier, given, seen) => {
    expect(fitToTier(given, pictureTiers[tier])).toEqual(seen);
  });

  test.each([
    [size(1456, 819), 1560],
    [size(2576, 1449), 4784],
    [size(1000, 1000), 1296],
    [size(200, 200), 64],
    [size(1, 1), 1],
    [size(28, 28), 1],
    [size(29, 28), 2],
  ])('%j costs %d tokens', (given, tokens) => {
    expect(pictureTokens(given)).toBe(tokens);
  });
});

describe('fitting any picture', () => {
  const tiers = fc.constantFrom(standard, high);
  const sides = fc.integer({ min: 1, max: 40_000 });
  const sizes = fc.record({ width: sides, height: sides });
  const fits = (given: PictureSize, tier: typeof standard | typeof high): boolean =>
    Math.max(given.width, given.height) <= tier.edgePx && pictureTokens(given) <= tier.tokens;
  const many = { numRuns: 2_000 };

  test('never exceeds the tier and never has an empty side', () => {
    fc.assert(
      fc.property(sizes, tiers, (given, tier) => {
        const seen = fitToTier(given, tier);
        expect(fits(seen, tier)).toBe(true);
        expect(Math.min(seen.width, seen.height)).toBeGreaterThanOrEqual(1);
        expect(Number.isInteger(seen.width) && Number.isInteger(seen.height)).toBe(true);
      }),
      many,
    );
  });

  test('leaves alone what fits, so that fitting twice is fitting once', () => {
    fc.assert(
      fc.property(sizes, tiers, (given, tier) => {
        const seen = fitToTier(given, tier);
        expect(fitToTier(seen, tier)).toEqual(seen);
      }),
      many,
    );
  });

  test('keeps the shape within a pixel and never enlarges', () => {
    fc.assert(
      fc.property(sizes, tiers, (given, tier) => {
        const seen = fitToTier(given, tier);
        const [long, short] = [
          Math.max(seen.width, seen.height),
          Math.min(seen.width, seen.height),
        ];
        const ratio = Math.max(given.width, given.height) / Math.min(given.width, given.height);
        expect(Math.abs(short - long / ratio)).toBeLessThanOrEqual(1);
        expect(seen.width).toBeLessThanOrEqual(given.width);
        expect(seen.height).toBeLessThanOrEqual(given.height);
        expect(seen.width >= seen.height).toBe(
          given.width >= given.height || seen.width === seen.height,
        );
      }),
      many,
    );
  });

  test('is as large as it may be: with one more pixel on the long side it would not fit', () => {
    fc.assert(
      fc.property(sizes, tiers, (given, tier) => {
        fc.pre(!fits(given, tier));
        const seen = fitToTier(given, tier);
        const isPortrait = given.height > given.width;
        const long = (isPortrait ? seen.height : seen.width) + 1;
        const ratio = Math.max(given.width, given.height) / Math.min(given.width, given.height);
        // Ties go up here and to the even side there: a tie may make this easier, never wrong.
        const short = Math.max(1, Math.round(long / ratio));
        const larger = isPortrait ? size(short, long) : size(long, short);
        expect(fits(larger, tier)).toBe(false);
      }),
      many,
    );
  });

  test('turns with the picture', () => {
    fc.assert(
      fc.property(sizes, tiers, ({ width, height }, tier) => {
        const upright = fitToTier({ width, height }, tier);
        const turned = fitToTier({ width: height, height: width }, tier);
        expect(turned).toEqual({ width: upright.height, height: upright.width });
      }),
      many,
    );
  });
});

test('a page of PDF is reserved as the largest picture of its shape, and text besides', () => {
  const a4 = fitToTier(size(1821, 2576), high);
  expect(pdfPageTokens(size(595, 842), high)).toBe(pictureTokens(a4) + 3_000);
  expect(pdfPageTokens(size(595, 842), standard)).toBeLessThan(1_568 + 3_001);
  // The size of the paper is nothing that Claude sees.
  expect(pdfPageTokens(size(5_950, 8_420), high)).toBe(pdfPageTokens(size(595, 842), high));
  expect(pdfPageTokens(size(0, 0), high)).toBeGreaterThan(3_000);
});
