import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { estimatePages, type PagesToEstimate, type SampledPage } from '../src/index.ts';

const page: SampledPage = {
  pictureTokens: 1_500,
  isExact: true,
  isBlank: false,
  characters: 2_000,
};
const blank: SampledPage = { pictureTokens: 0, isExact: true, isBlank: true, characters: null };
const base: PagesToEstimate = {
  pages: 1,
  sample: [page],
  promptTokens: 100,
  hasSchema: false,
  task: 'transcribe',
  maxTokens: 16_000,
  measured: null,
};

describe('an estimate', () => {
  test('counts the pictures exactly, and doubts the prompt alone', () => {
    const { asked, input } = estimatePages(base);
    expect(asked).toEqual({ low: 1, likely: 1, high: 1 });
    expect(input).toEqual({ low: 1_560, likely: 1_600, high: 1_650 });
  });

  test('of a picture that Claude fetches is from an icon to all that the model looks at', () => {
    const unseen = { ...page, isExact: false, isUnseen: true, pictureTokens: 4_784 };
    expect(estimatePages({ ...base, sample: [unseen] }).input).toEqual({
      low: 131,
      likely: 2_492,
      high: 4_934,
    });
  });

  test('of blank pages is nothing', () => {
    expect(estimatePages({ ...base, pages: 2, sample: [blank, blank] })).toEqual({
      asked: { low: 0, likely: 0, high: 0 },
      input: { low: 0, likely: 0, high: 0 },
      output: { low: 0, likely: 0, high: 0 },
    });
  });

  test('goes by the page’s own text, else by what such answers used, else by the picture', () => {
    const scan = { ...page, characters: null };
    const measured = { low: 200, likely: 400, high: 900 };
    expect(estimatePages({ ...base, measured }).output.likely).toBe(688);
    expect(estimatePages({ ...base, measured, sample: [scan] }).output).toEqual(measured);
    expect(estimatePages({ ...base, sample: [scan] }).output).toEqual({
      low: 7,
      likely: 450,
      high: 1_800,
    });
  });

  test('of a patch is short, its lines in the prompt, and at most what writing out costs besides', () => {
    const full = estimatePages(base);
    const patch = estimatePages({ ...base, isPatched: true });
    expect(patch.output.likely).toBeLessThan(full.output.likely * 0.1);
    expect(patch.output.high).toBeGreaterThan(full.output.high);
    expect(patch.input.likely - full.input.likely).toBe(625);
    expect(patch.input.high).toBeGreaterThan(full.input.high * 2);
    const scan = { ...base, sample: [{ ...page, characters: null }] };
    expect(estimatePages({ ...scan, isPatched: true })).toEqual(estimatePages(scan));
  });

  test('of data does not go by how much is on the page', () => {
    const { output } = estimatePages({ ...base, task: 'extract' });
    expect(output.high).toBeLessThan(3_000);
  });

  test('is in order and bounded, whatever was drawn of it', () => {
    const sampled = fc.record({
      pictureTokens: fc.integer({ min: 0, max: 4_784 }),
      isExact: fc.boolean(),
      isBlank: fc.boolean(),
      characters: fc.option(fc.integer({ min: 0, max: 20_000 })),
    });
    fc.assert(
      fc.property(
        fc.array(sampled, { maxLength: 20 }),
        fc.integer({ min: 0, max: 5_000 }),
        fc.integer({ min: 1, max: 64_000 }),
        (sample, more, maxTokens) => {
          const pages = sample.length + more;
          const { asked, input, output } = estimatePages({ ...base, pages, sample, maxTokens });
          for (const range of [asked, input, output]) {
            expect(range.low).toBeLessThanOrEqual(range.likely);
            expect(range.likely).toBeLessThanOrEqual(range.high);
            expect(range.low).toBeGreaterThanOrEqual(0);
          }
          expect(asked.high).toBeLessThanOrEqual(pages);
          expect(output.low).toBeLessThanOrEqual(pages * maxTokens);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
