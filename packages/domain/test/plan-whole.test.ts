import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  type DocumentOptions,
  fitToTier,
  pictureTiers,
  pictureTokens,
  planWhole,
  refusalOf,
  type RequestModel,
  tierFor,
} from '../src/index.ts';

const haiku: RequestModel = {
  tier: pictureTiers.high,
  contextTokens: 1_000_000,
  maxOutputTokens: 128_000,
  longPrompt: { aboveTokens: 100_000 },
};
const sonnet: RequestModel = { ...haiku, longPrompt: undefined };
const small: RequestModel = {
  tier: pictureTiers.standard,
  contextTokens: 200_000,
  maxOutputTokens: 64_000,
};
const A4 = { width: 595, height: 842, unit: 'pt' } as const;
const screen = { width: 1280, height: 800, unit: 'px' } as const;
const extract: DocumentOptions = {
  task: 'extract',
  scope: 'document',
  schema: { type: 'object', properties: {} },
};

function wayOf(
  pages: number,
  model: RequestModel,
  options = extract,
  page: typeof A4 | typeof screen = A4,
): ReturnType<typeof planWhole> {
  const all = Array.from({ length: pages }, () => page);
  return planWhole({ options, pages: all, model, promptTokens: 300 });
}

describe('a document that is asked as a whole', () => {
  test('is sent in one request while its pages stay below the dearer step of the model', () => {
    expect(wayOf(3, haiku).way).toBe('one');
    expect(wayOf(20, haiku).way).toBe('one');
    // Above 20 pictures each is drawn smaller, so a few more fit: 3,672 tokens an A4 page.
    expect(wayOf(27, haiku).way).toBe('one');
    const { way, reason } = wayOf(28, haiku);
    expect(way).toBe('merge');
    expect(reason).toMatch('above 100000 the whole request is dearer');
  });

  test('of pictures that Claude fetches takes each for as large as may be', () => {
    const fetched: DocumentOptions = { ...extract, picture: 'url' };
    const unseen = { width: 0, height: 0, unit: 'px' } as const;
    const plan = (pages: number, options: DocumentOptions) =>
      planWhole({
        options,
        pages: Array.from({ length: pages }, () => unseen),
        model: haiku,
        promptTokens: 300,
      });
    expect(plan(20, fetched).way).toBe('one');
    // More than twenty must each be small, and nobody knows whether they are.
    expect(plan(21, fetched)).toMatchObject({ way: 'merge', reason: /a side of 2576 px/ });
    const compared: DocumentOptions = { task: 'compare', prompt: 'What differs?', picture: 'url' };
    expect(plan(2, compared).way).toBe('one');
    expect(() => plan(21, compared)).toThrow('a side of 2576 px');
  });

  test('is merged where its answer would not fit, and sent together where it may be longer', () => {
    expect(wayOf(33, sonnet)).toMatchObject({ way: 'merge', reason: /max_tokens is 16000/ });
    const roomy = { ...extract, max_tokens: 64_000 };
    expect(wayOf(33, sonnet, roomy).way).toBe('one');
    // A request's bytes are full before 600 pictures are in it.
    expect(wayOf(120, sonnet, roomy)).toMatchObject({ way: 'merge', reason: /bytes of pictures/ });
  });

  test('is never sent with more pictures than a request takes', () => {
    const tiny = { width: 56, height: 56, unit: 'px' } as const;
    const pages = (count: number) => Array.from({ length: count }, () => tiny);
    const plan = (count: number, model: RequestModel) =>
      planWhole({
        options: { ...extract, max_tokens: 64_000 },
        pages: pages(count),
        model,
        promptTokens: 300,
      });
    expect(plan(100, small).way).toBe('one');
    expect(plan(101, small)).toMatchObject({ way: 'merge', reason: /a request takes 100/ });
  });

  test('is asked page by page where its pages’ answers are all that is wanted', () => {
    expect(wayOf(3, haiku, { ...extract, scope: 'page' }).way).toBeNull();
    expect(wayOf(1, haiku).way).toBeNull();
    // A transcription of the whole is that of its pages, in order.
    expect(wayOf(3, haiku, { task: 'transcribe', scope: 'document' }).way).toBeNull();
  });
});

describe('pictures that are compared', () => {
  const compare: DocumentOptions = { task: 'compare' };

  test('are always sent together, whatever that costs', () => {
    expect(wayOf(2, haiku, compare, screen).way).toBe('one');
    expect(wayOf(2, haiku, { preset: 'ui-diff' }, screen).way).toBe('one');
    expect(wayOf(60, haiku, compare).way).toBe('one');
  });

  test('are refused where there is one, or where they do not fit', () => {
    expect(() => wayOf(1, haiku, compare)).toThrow(
      expect.objectContaining({ code: 'too_few_pictures' }),
    );
    expect(() => wayOf(101, small, compare)).toThrow(
      expect.objectContaining({ code: 'pictures_do_not_fit' }),
    );
  });
});

test('what is planned for one request is never refused when it is drawn as large as it may be', () => {
  const page = fc.record({
    width: fc.integer({ min: 20, max: 8_000 }),
    height: fc.integer({ min: 20, max: 8_000 }),
    unit: fc.constantFrom('pt' as const, 'px' as const),
  });
  fc.assert(
    fc.property(
      fc.array(page, { minLength: 1, maxLength: 60 }),
      fc.constantFrom(haiku, sonnet, small),
      fc.integer({ min: 1, max: 64_000 }),
      (pages, model, maxTokens) => {
        const options = { ...extract, max_tokens: maxTokens };
        const { way } = planWhole({ options, pages, model, promptTokens: 300 });
        if (way !== 'one') return;
        const tier = tierFor(pages.length, model.tier);
        const drawn = pages.map(({ width, height, unit }) => {
          const scale = unit === 'px' ? 1 : 100;
          return fitToTier({ width: width * scale, height: height * scale }, tier);
        });
        const inputTokens = drawn.reduce((sum, size) => sum + pictureTokens(size), 300);
        const size = {
          pictures: drawn.length,
          longestSidePx: Math.max(...drawn.map(({ width, height }) => Math.max(width, height))),
          inputTokens,
          bytes: 0,
        };
        expect(refusalOf(size, model, maxTokens)).toBeNull();
        expect(inputTokens).toBeLessThanOrEqual(
          model.longPrompt?.aboveTokens ?? model.contextTokens - maxTokens,
        );
        // A document of one page is that page's answer, and one that is cut is lost.
        expect(pages.length).toBeGreaterThan(1);
        expect(pages.length * 500).toBeLessThanOrEqual(maxTokens);
      },
    ),
    { numRuns: 500 },
  );
});

test('one page more never brings a document back into one request', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 200 }),
      fc.constantFrom(haiku, sonnet, small),
      (pages, model) => {
        // But where more than 20 pictures are drawn smaller, and so cost less each.
        fc.pre(pages !== 20);
        fc.pre(wayOf(pages, model).way === 'merge');
        expect(wayOf(pages + 1, model).way).toBe('merge');
      },
    ),
  );
});
