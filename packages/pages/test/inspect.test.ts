import { describe, expect, test } from '@jest/globals';
import { Failure, pictureTiers } from '@quire/domain';
import { makeImage, makePdf } from '@quire/testkit';
import { craftPdf } from './craft-pdf.ts';
import { readPixels } from './read-pixels.ts';
import { NEVER, useRenderer } from './use-renderer.ts';
import { sample } from './work-folder.ts';

const auto = { tier: pictureTiers.high, resolution: 'largest', orient: false } as const;

const bench = useRenderer({ processes: 2 });

describe('inspecting a source', () => {
  test.each([
    ['report.pdf', 'application/pdf', 12, { width: 420, height: 595, unit: 'pt' }],
    ['invoice.pdf', 'application/pdf', 1, { width: 595, height: 842, unit: 'pt' }],
    ['scan.pdf', 'application/pdf', 6, { unit: 'pt' }],
    ['fax.tiff', 'image/tiff', 3, { unit: 'px' }],
    ['receipt.jpg', 'image/jpeg', 1, { width: 1200, height: 1600, unit: 'px' }],
    ['chart.png', 'image/png', 1, { unit: 'px' }],
  ] as const)('%s (%s) finds its %d pages and their sizes', async (name, type, count, first) => {
    const pages = await bench.renderer.inspect(sample(name, type), 100, NEVER);
    expect(pages).toHaveLength(count);
    expect(roundSize(pages[0])).toMatchObject(first);
    for (const page of pages) expect(page.width * page.height).toBeGreaterThan(0);
  });

  test('an animation is one page, its first picture', async () => {
    for (const format of ['gif', 'webp'] as const) {
      const bytes = await makeImage({ width: 320, height: 200, format, pages: 3, text: 'hello' });
      const pages = await bench.renderer.inspect(
        await bench.folder.source(bytes, `image/${format}`),
        2,
        NEVER,
      );
      expect(pages).toMatchObject([{ width: 320, height: 200, unit: 'px' }]);
    }
  });

  test('every EXIF orientation gives the size as it stands upright', async () => {
    for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8] as const) {
      const bytes = await makeImage({ width: 300, height: 200, format: 'jpeg', orientation });
      const pages = await bench.renderer.inspect(
        await bench.folder.source(bytes, 'image/jpeg'),
        1,
        NEVER,
      );
      expect(pages).toMatchObject([{ width: 300, height: 200, unit: 'px' }]);
    }
  });

  test.each(['[1000 1000 1200 1300]', '[300 0 600 200]'])(
    'a page that is cropped to what lies beside it (%s) is seen as a whole',
    async (cropBox) => {
      const pdf = craftPdf([
        '<</Type/Catalog/Pages 2 0 R>>',
        '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 300 200]>>',
        `<</Type/Page/Parent 2 0 R/CropBox${cropBox}/Contents 4 0 R>>`,
        { dictionary: '', stream: '0 0 300 200 re f' },
      ]);
      const source = await bench.folder.source(pdf);
      expect(await bench.renderer.inspect(source, 10, NEVER)).toEqual([
        { width: 300, height: 200, unit: 'pt' },
      ]);
      const picture = await bench.renderer.picture(source, 0, auto, NEVER);
      expect(picture.width / picture.height).toBeCloseTo(1.5, 1);
      const pixels = await readPixels(picture);
      expect(pixels.darkness(0, 0, 1, 1)).toBe(1);
    },
  );

  test('a page that turns itself has its size after the turn', async () => {
    const pdf = await makePdf([{ widthPt: 400, heightPt: 600, rotate: 90 }, { rotate: 180 }]);
    const pages = await bench.renderer.inspect(await bench.folder.source(pdf), 10, NEVER);
    expect(pages).toEqual([
      { width: 600, height: 400, unit: 'pt' },
      { width: 595, height: 842, unit: 'pt' },
    ]);
  });

  test('more pages than allowed are too_many_pages, in PDFs and TIFFs alike', async () => {
    for (const source of [
      sample('report.pdf', 'application/pdf'),
      sample('fax.tiff', 'image/tiff'),
    ]) {
      await expect(bench.renderer.inspect(source, 2, NEVER)).rejects.toMatchObject({
        code: 'too_many_pages',
        detail: expect.stringMatching(/^\d+ pages, and 2 are allowed$/),
      });
    }
  });

  test('a page count that lies does not make pages, nor take long', async () => {
    const liar = craftPdf([
      '<</Type/Catalog/Pages 2 0 R>>',
      '<</Type/Pages/Kids[3 0 R]/Count 2000000000/MediaBox[0 0 595 842]>>',
      '<</Type/Page/Parent 2 0 R>>',
    ]);
    const counted = await bench.renderer
      .inspect(await bench.folder.source(liar), 10_000, NEVER)
      .then(
        (pages) => (pages.length <= 1 ? 'one page' : `${pages.length} pages`),
        (error: unknown) => (error instanceof Failure ? error.code : error),
      );
    expect(['one page', 'too_many_pages', 'no_pages', 'pdf_unreadable']).toContain(counted);
  });

  test('a page tree that runs in a circle ends with a name', async () => {
    const circle = craftPdf([
      '<</Type/Catalog/Pages 2 0 R>>',
      '<</Type/Pages/Kids[3 0 R]/Count 5>>',
      '<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 5>>',
    ]);
    const source = await bench.folder.source(circle);
    const outcome = bench.renderer
      .inspect(source, 100, NEVER)
      .then((pages) => bench.renderer.picture(source, pages.length - 1, auto, NEVER));
    await expect(outcome).rejects.toMatchObject({
      code: expect.stringMatching(/^(pdf_unreadable|no_pages|render_failed)$/),
    });
  });
});

function roundSize(page: { width: number; height: number; unit: string } | undefined): object {
  if (page === undefined) return {};
  return { ...page, width: Math.round(page.width), height: Math.round(page.height) };
}
