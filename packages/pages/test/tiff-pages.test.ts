import { describe, expect, test } from '@jest/globals';
import { Failure } from '@quire/domain';
import sharp from 'sharp';
import { walkTiff } from '../src/renderer/tiff-pages.ts';
import { type CraftedPage, craftTiff } from './craft-tiff.ts';
import { NEVER, useRenderer } from './use-renderer.ts';

const bench = useRenderer();

/** Every orientation, and none, in pages that are none alike. */
const turned: CraftedPage[] = [undefined, 1, 2, 3, 4, 5, 6, 7, 8].map((orientation, index) => ({
  width: 30 + index,
  height: 20 - index,
  ...(orientation === undefined ? {} : { orientation }),
}));
const small: CraftedPage = { width: 3, height: 2 };
const other: CraftedPage = { width: 7, height: 5, orientation: 6 };

const forms = [
  ['II', false],
  ['MM', false],
  ['II', true],
  ['MM', true],
] as const;

describe('pages of a TIFF', () => {
  test.each(forms)('are upright as libvips has them: %s, BigTIFF %s', async (order, big) => {
    const bytes = craftTiff({ pages: turned, order, big });
    const { path } = await bench.folder.source(bytes, 'image/tiff');
    const sizes = walkTiff(path, 100).map((page) => page && [page.width, page.height]);
    expect(sizes).toEqual([
      [30, 20],
      [31, 19],
      [32, 18],
      [33, 17],
      [34, 16],
      [15, 35],
      [14, 36],
      [13, 37],
      [12, 38],
    ]);
    expect(await inspected(bytes)).toEqual(await asLibvipsSays(bytes));
    expect(await inspected(bytes)).toEqual(sizes.map((size) => size?.join(' by ')));
  });

  test('are the same from a file that libvips wrote', async () => {
    const pixels = Buffer.alloc(40 * 90 * 3, 0x60);
    const raw = { width: 40, height: 90, channels: 3, pageHeight: 30 } as const;
    for (const bigtiff of [false, true]) {
      const bytes = await sharp(pixels, { raw }).tiff({ compression: 'lzw', bigtiff }).toBuffer();
      const { path } = await bench.folder.source(bytes, 'image/tiff');
      const size = expect.objectContaining({ width: 40, height: 30 });
      expect(walkTiff(path, 100)).toEqual([size, size, size]);
      expect(await inspected(bytes)).toEqual(await asLibvipsSays(bytes));
    }
  });

  test('are 2,000, and found before the time is up', async () => {
    const pages = Array.from({ length: 2_000 }, (_, index) => (index % 2 ? small : other));
    const found = await inspected(craftTiff({ pages }));
    expect(found).toHaveLength(2_000);
    expect(found.slice(-2)).toEqual(['5 by 7', '3 by 2']);
  });

  test('are no more than allowed', async () => {
    const pages = Array.from({ length: 12 }, () => small);
    expect(await inspected(craftTiff({ pages }), 12)).toHaveLength(12);
    expect(await inspected(craftTiff({ pages }), 11)).toBe('too_many_pages');
  });

  test('may be small copies of one another, but no children', async () => {
    const copy = { ...other, more: [[254, 1, 'long']] } as const;
    const bytes = craftTiff({ pages: [small, { ...copy, child: turned[8] ?? small }, small] });
    expect(await inspected(bytes)).toEqual(['3 by 2', '5 by 7', '3 by 2']);
    expect(await asLibvipsSays(bytes)).toEqual(['3 by 2', '5 by 7', '3 by 2']);
  });

  test.each([0, 1, 2])('that run in a circle are counted once: back to page %d', async (page) => {
    const bytes = craftTiff({ pages: [small, other, small], lastLeadsTo: page });
    const { path } = await bench.folder.source(bytes, 'image/tiff');
    expect(walkTiff(path, 100)).toHaveLength(3);
    expect(await inspected(bytes)).toEqual(['3 by 2', '5 by 7', '3 by 2']);
  });

  test.each([
    ['an orientation there is none of', [274, 9]],
    ['an orientation of nothing', [274, 0]],
    ['a width as a LONG', [256, 7, 'long']],
    ['a compression nobody knows', [259, 65_000]],
    ['no width', [256, 0]],
    ['no samples', [277, 0]],
    ['samples of 7 bits', [258, 7]],
    ['samples of no format', [339, 9]],
    ['more pixels than a picture may have', [257, 40_000_000, 'long']],
  ] as const)('are what libvips says where one has %s', async (_, entry) => {
    const bytes = craftTiff({ pages: [small, other, { ...other, more: [entry] }, small] });
    expect(await inspected(bytes)).toEqual(await asLibvipsSays(bytes));
  });

  test.each([1_000_000, 2, 0xffff_ffff])(
    'end where the chain leads nowhere: to byte %d',
    async (lastLeadsAt) => {
      for (const big of [false, true]) {
        const bytes = craftTiff({ pages: [small, other, small], big, lastLeadsAt });
        expect(await inspected(bytes)).toEqual(await asLibvipsSays(bytes));
      }
    },
  );

  test('are none in what is no TIFF', async () => {
    for (const bytes of ['', 'II', 'MM\0*\0\0\0', 'GIF89a and more of it']) {
      const { path } = await bench.folder.source(bytes, 'image/tiff');
      expect(walkTiff(path, 100)).toEqual([]);
      expect(await inspected(Buffer.from(bytes))).toBe('image_unreadable');
    }
  });
});

/** Sizes of all pages as the renderer tells them, or the code of its failure. */
async function inspected(bytes: Buffer, maxPages = 10_000): Promise<string[] | string> {
  const source = await bench.folder.source(bytes, 'image/tiff');
  try {
    const pages = await bench.renderer.inspect(source, maxPages, NEVER);
    return pages.map(({ width, height }) => `${width} by ${height}`);
  } catch (error) {
    if (error instanceof Failure) return error.code;
    throw error;
  }
}

/** The same from libvips, which is asked for every page. */
async function asLibvipsSays(bytes: Buffer): Promise<string[] | string> {
  const metadata = (page: number): ReturnType<ReturnType<typeof sharp>['metadata']> =>
    sharp(bytes, { page, limitInputPixels: 100_000_000, failOn: 'error' }).metadata();
  try {
    const { pages = 1 } = await metadata(0);
    const all = await Promise.all(Array.from({ length: pages }, (_, page) => metadata(page)));
    return all.map(({ autoOrient }) => `${autoOrient.width} by ${autoOrient.height}`);
  } catch {
    return 'image_unreadable';
  }
}
