import { describe, expect, test } from '@jest/globals';
import { fitToTier, pictureTiers, pictureTokens } from '@quire/domain';
import {
  assert,
  constant,
  constantFrom,
  double,
  integer,
  oneof,
  option,
  property,
  record,
} from 'fast-check';
import {
  choosePartSize,
  chooseSize,
  LEAST_SIDE_PX,
  type SizeQuestion,
} from '../src/choose-size.ts';

const A4 = { width: 595, height: 842 };
const aPage: SizeQuestion = {
  page: A4,
  unit: 'pt',
  smallestEm: 10,
  tier: pictureTiers.high,
  resolution: 'auto',
};
const questions = record({
  page: record({
    width: integer({ min: 1, max: 15_000 }),
    height: integer({ min: 1, max: 15_000 }),
  }),
  unit: constantFrom('pt' as const, 'px' as const),
  smallestEm: option(double({ min: 0.5, max: 200, noNaN: true })),
  tier: constantFrom(...Object.values(pictureTiers)),
  resolution: oneof(constant('auto' as const), integer({ min: 18, max: 600 })),
});

describe('a size', () => {
  test('follows the smallest type', () => {
    const tokens = [8, 10, 12, 16].map((smallestEm) =>
      pictureTokens(chooseSize({ ...aPage, smallestEm }).size),
    );
    expect(tokens).toEqual(tokens.toSorted((a, b) => b - a));
    expect(new Set(tokens).size).toBe(tokens.length);
  });

  test('has whole patches for sides where type decides', () => {
    const { size, reason } = chooseSize(aPage);
    expect([size.width % 28, size.height % 28]).toEqual([0, 0]);
    expect(reason).toBe('type of 10 pt is 18 px tall');
  });

  test('is all that the model sees where there is no type to go by', () => {
    const { size } = chooseSize({ ...aPage, smallestEm: null });
    expect(size).toEqual(fitToTier({ width: 59_500, height: 84_200 }, pictureTiers.high));
  });

  test('of a scrap without type is what print needs, not all that the model sees', () => {
    const scrap = { width: 200, height: 50 };
    const { size, reason } = chooseSize({ ...aPage, page: scrap, smallestEm: null });
    expect(reason).toBe('no type to go by: 300 dpi');
    expect(Math.abs(size.width - (200 * 300) / 72)).toBeLessThan(28);
    // An image has no paper to be measured on.
    const image = chooseSize({ ...aPage, page: scrap, unit: 'px', smallestEm: null });
    expect(image.size).toEqual(scrap);
  });

  test('has no side that is read badly for being short, where a page of few large words is', () => {
    const { size, reason } = chooseSize({ ...aPage, smallestEm: 200 });
    expect(Math.min(size.width, size.height)).toBe(LEAST_SIDE_PX);
    expect(reason).toBe('type of 200 pt needs fewer pixels than are read well');
    // A line alone would be blown up for it.
    const line = chooseSize({ ...aPage, page: { width: 500, height: 20 }, smallestEm: 100 });
    expect(line.size.width).toBe(2 * LEAST_SIDE_PX);
  });

  test('that wants more than an image has says so', () => {
    const image = { ...aPage, page: { width: 400, height: 300 }, unit: 'px' as const };
    const reason = 'type of 13 px wants all that the image has';
    expect(chooseSize({ ...image, smallestEm: 13 })).toMatchObject({ size: image.page, reason });
    const sheet = { ...image, page: { width: 4000, height: 3000 } };
    expect(chooseSize({ ...sheet, smallestEm: 20 }).reason).toMatch(/the model sees$/);
  });

  test('keeps the shape of a page, a lone line of print too', () => {
    assert(
      property(questions, (question) => {
        const { size, parts } = chooseSize(question);
        const part = parts[0] ?? { width: 1, height: 1 };
        const shape = (question.page.width * part.width) / (question.page.height * part.height);
        // Sides of a few pixels cannot be shaped any finer, and of one or two not at all.
        if (Math.min(size.width, size.height) < 4) return;
        const grain = 1 / Math.min(size.width, size.height);
        const stretch = Math.abs(Math.log(size.width / size.height / shape));
        expect(stretch).toBeLessThanOrEqual(0.12 + 2 * grain);
      }),
    );
    expect(chooseSize({ ...aPage, page: { width: 300, height: 21 } }).size.height).toBe(38);
  });

  test('is what was asked for in dpi, and says so when the model sees less', () => {
    expect(chooseSize({ ...aPage, resolution: 100 }).reason).toBe('100 dpi were asked for');
    expect(chooseSize({ ...aPage, resolution: 600 }).reason).toMatch(
      /bounded by what the model sees$/,
    );
  });

  test('is never shrunk by the model, and an image is never enlarged', () => {
    assert(
      property(questions, (question) => {
        const { size, parts } = chooseSize(question);
        expect(fitToTier(size, question.tier)).toEqual(size);
        expect(Math.min(size.width, size.height)).toBeGreaterThanOrEqual(1);
        if (question.unit !== 'px' || parts.length > 1) return;
        expect(size.width).toBeLessThanOrEqual(question.page.width);
        expect(size.height).toBeLessThanOrEqual(question.page.height);
      }),
    );
  });
});

describe('parts', () => {
  const small = { ...aPage, page: { width: 2384, height: 3370 }, smallestEm: 6 };

  test('are cut where type would be too small on the whole page', () => {
    const { parts, reason } = chooseSize(small);
    expect(parts.length).toBeGreaterThan(1);
    expect(reason).toMatch(/px tall on the whole page: \d+ parts$/);
  });

  test('are as few as show type of ten pixels, and no larger than that needs', () => {
    const choice = chooseSize(small);
    const [first = { width: 1, height: 1 }] = choice.parts;
    const emPx = (6 * choice.size.width) / (small.page.width * first.width);
    expect(emPx).toBeGreaterThanOrEqual(10);
    expect(choice.parts).toHaveLength(8);
    const part = { left: 0, top: 0, width: first.width, height: first.height };
    const fitted = choosePartSize(small, choice, part, 6);
    expect(fitted.width / (small.page.width * first.width)).toBeCloseTo(10 / 6, 1);
    // Headings alone, or nothing at all to read, need less; and finer print gets no more than there is.
    expect(choosePartSize(small, choice, part, 12).width).toBeLessThan(fitted.width * 0.6);
    expect(choosePartSize(small, choice, part, null).width).toBeLessThan(fitted.width * 0.6);
    expect(choosePartSize(small, choice, part, 1)).toEqual(choice.size);
  });

  test('of a strip all stand in one row, as many as show its type', () => {
    const strip = { ...aPage, page: { width: 8504, height: 842 }, smallestEm: 10 };
    const choice = chooseSize({ ...strip, tier: pictureTiers.standard });
    const [first = { width: 1, height: 1 }] = choice.parts;
    expect(first.height).toBe(1);
    expect(choice.parts.length).toBeLessThanOrEqual(16);
    expect((10 * choice.size.width) / (strip.page.width * first.width)).toBeGreaterThanOrEqual(10);
  });

  test('come row by row, overlap, and leave nothing of the page out', () => {
    assert(
      property(questions, (question) => {
        const { parts } = chooseSize(question);
        const keys = parts.map(({ top, left }) => top * 1000 + left);
        expect(keys).toEqual(keys.toSorted((a, b) => a - b));
        for (let x = 0.005; x < 1; x += 0.11) {
          for (let y = 0.005; y < 1; y += 0.11) {
            const covering = parts.filter(
              ({ left, top, width, height }) =>
                x >= left && x <= left + width && y >= top && y <= top + height,
            );
            expect(covering.length).toBeGreaterThan(0);
          }
        }
        for (const { left, top, width, height } of parts) {
          expect(left + width).toBeLessThanOrEqual(1.000001);
          expect(top + height).toBeLessThanOrEqual(1.000001);
        }
      }),
      { numRuns: 60 },
    );
  });
});
