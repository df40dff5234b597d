import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { makeImage } from '../src/index.ts';

const size = { width: 300, height: 200 };

describe('a made picture', () => {
  test.each(['jpeg', 'png', 'gif', 'webp', 'tiff'] as const)('is a real %s', async (format) => {
    const image = await makeImage({ ...size, format, text: 'Hello, page 1' });
    expect(await sharp(image).metadata()).toMatchObject({ ...size, format });
    const { channels } = await sharp(image).stats();
    expect(channels[0]).toMatchObject({ min: expect.any(Number), max: 255 });
    expect(channels[0]?.min).toBeLessThan(60);
  });

  test.each(['gif', 'webp', 'tiff'] as const)('has its pages as a %s', async (format) => {
    const image = await makeImage({ ...size, format, pages: 3, text: 'same words' });
    expect((await sharp(image).metadata()).pages).toBe(3);
    const second = await sharp(image, { page: 1 }).raw().toBuffer();
    const third = await sharp(image, { page: 2 }).raw().toBuffer();
    expect(second.equals(third)).toBe(false);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8] as const)(
    'stands upright once its orientation %i is honoured',
    async (orientation) => {
      const plain = await makeImage({ ...size, format: 'png', text: 'Quire' });
      for (const format of ['png', 'jpeg', 'webp', 'tiff'] as const) {
        const image = await makeImage({ ...size, format, text: 'Quire', orientation });
        expect((await sharp(image).metadata()).orientation).toBe(orientation);
        expect(
          await meanDifference(plain, await sharp(image).autoOrient().toBuffer()),
        ).toBeLessThan(3);
      }
    },
  );

  test('is refused where the format cannot hold it', async () => {
    await expect(makeImage({ ...size, format: 'jpeg', pages: 2 })).rejects.toThrow('has one page');
    await expect(makeImage({ ...size, format: 'gif', orientation: 6 })).rejects.toThrow(
      'no orientation',
    );
    await expect(makeImage({ ...size, format: 'png', text: 'ß→' })).rejects.toThrow('no strokes');
  });
});

/** In grey levels of 255, over all pixels. */
async function meanDifference(one: Buffer, other: Buffer): Promise<number> {
  const [a, b] = await Promise.all(
    [one, other].map((image) => sharp(image).greyscale().raw().toBuffer()),
  );
  if (a === undefined || b === undefined || a.length !== b.length) return Infinity;
  return a.reduce((sum, level, at) => sum + Math.abs(level - (b[at] ?? 0)), 0) / a.length;
}
