import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type DocumentOptions, Failure } from '@quire/domain';
import type { Picture, PictureSpec } from '@quire/pages';
import { drawPages, labelledPictures } from '../src/whole/draw-pages.ts';
import { aRun as run, type Bench, openBench } from './open-bench.ts';

jest.setTimeout(60_000);

const extract: DocumentOptions = { task: 'extract', scope: 'document', schema: {} };
const drawing = { modelId: 'claude-haiku-5-5', maxTokens: 16_000, promptTokens: 300 };

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

/** Draws a document with a renderer that says what each picture would be. */
async function draw(
  drawn: (spec: PictureSpec, page: number) => Picture,
  options: DocumentOptions = extract,
  context = run(),
) {
  const id = await bench.aWhole('one', options);
  const document = await bench.ports.documents.read(id);
  if (document === null) throw new Error('it was just made');
  const specs: PictureSpec[] = [];
  const renderer = {
    ...bench.ports.renderer,
    picture: (_file: unknown, index: number, spec: PictureSpec) => {
      specs.push(spec);
      return Promise.resolve(drawn(spec, index + 1));
    },
  };
  const pages = await drawPages(document, drawing, { ...bench.ports, renderer }, context);
  return { id, document, pages, specs };
}

/** A picture of the spec's largest square, of so many bytes a pixel. */
function square(
  { tier }: PictureSpec,
  bytesAPixel: number,
  more: { isBlank?: boolean; tiles?: number } = {},
): Picture {
  const side = Math.floor(Math.sqrt(tier.tokens)) * 28;
  const one = {
    bytes: Buffer.allocUnsafe(Math.floor(side * side * bytesAPixel)),
    mediaType: 'image/jpeg' as const,
    width: side,
    height: side,
  };
  const { isBlank = false, tiles = 0 } = more;
  return {
    ...one,
    dpi: 150,
    rotation: 0,
    isBlank,
    reason: '',
    layer: null,
    tiles: Array.from({ length: tiles }, () => one),
  };
}

function broken(spec: PictureSpec, page: number): Picture {
  if (page === 2) throw new Failure('internal_error');
  return square(spec, 0.1);
}

function blankSecond(spec: PictureSpec, page: number): Picture {
  return square(spec, 0.1, { isBlank: page === 2 });
}

test('pictures that are too many bytes together are drawn smaller, and none is left out', async () => {
  // Three of 3.7 megapixels: 33 MB at three bytes a pixel.
  const { pages, specs } = await draw((spec) => square(spec, 3));
  expect(pages.map(({ page }) => page)).toEqual([1, 2, 3]);
  const bytes = pages.reduce((sum, { picture }) => sum + picture.bytes.length, 0);
  expect(bytes).toBeLessThanOrEqual(23_250_000);
  expect(specs.at(-1)?.tier.edgePx).toBeLessThan(specs[0]?.tier.edgePx ?? 0);
});

test('parts are given up before anything is drawn smaller, and stand under their labels till then', async () => {
  const few = await draw((spec) => square(spec, 0.1, { tiles: 2 }));
  const labels = labelledPictures(few.document, few.pages).map(({ label }) => label);
  expect(labels.slice(0, 3)).toEqual([
    'Page 1, part 1 of 2:',
    'Page 1, part 2 of 2:',
    'Page 2, part 1 of 2:',
  ]);
  // Nine parts a page are 27 pictures of 2,576 px, which no request takes.
  const many = await draw((spec) => {
    const isWhole = spec.resolution === 'largest';
    return square(spec, 0.1, { tiles: isWhole ? 0 : 9 });
  });
  expect(labelledPictures(many.document, many.pages).map(({ label }) => label)).toEqual([
    'Page 1:',
    'Page 2:',
    'Page 3:',
  ]);
  expect(many.specs.at(-1)?.tier).toEqual(many.specs[0]?.tier);
});

test('what fits at no size is refused by name', async () => {
  await expect(draw((spec) => square(spec, 20))).rejects.toMatchObject({
    code: 'pictures_do_not_fit',
  });
});

test('a page that cannot be drawn ends, once its job has no attempt left, and the others go on', async () => {
  await expect(draw(broken)).rejects.toMatchObject({ code: 'internal_error' });
  const { id, pages } = await draw(broken, extract, run({ isLastAttempt: true }));
  expect(pages.map(({ page }) => page)).toEqual([1, 3]);
  expect(await bench.committed(id, 2)).toMatchObject({ error: { code: 'internal_error' } });
});

test('blank pages end unpaid, and are compared where pictures are', async () => {
  const { id, pages } = await draw(blankSecond);
  expect(pages.map(({ page }) => page)).toEqual([1, 3]);
  expect(await bench.committed(id, 2)).toMatchObject({ verdict: 'blank', cost_usd: 0 });
  const compared = await draw(blankSecond, { preset: 'ui-diff' });
  expect(compared.pages.map(({ page }) => page)).toEqual([1, 2, 3]);
});
