import { describe, expect, test } from '@jest/globals';
import { pictureTiers, type SourceMediaType } from '@quire/domain';
import { makeImage } from '@quire/testkit';
import sharp, { type Sharp } from 'sharp';
import { gifHeader, jpegHeader, webpHeader } from './image-headers.ts';
import { NEVER, useRenderer } from './use-renderer.ts';

const spec = { tier: pictureTiers.standard, resolution: 'largest', orient: false } as const;

const bench = useRenderer();

describe('an image', () => {
  test('in AVIF is a page like any other', async () => {
    const bytes = await plain('#c81e1e').avif().toBuffer();
    const source = await bench.folder.source(bytes, 'image/avif');
    expect(await bench.renderer.inspect(source, 1, NEVER)).toEqual([
      { width: 120, height: 80, unit: 'px' },
    ]);
    expect(await colourOff(bytes, 'image/avif', [200, 30, 30])).toBeLessThan(12);
  });

  test.each([
    ['image/jpeg', () => plain('#c81e1e').toColourspace('cmyk').jpeg({ quality: 95 })],
    ['image/tiff', () => plain('#c81e1e').toColourspace('cmyk').tiff()],
  ] as const)('in four inks keeps its colours: %s', async (mediaType, make) => {
    const bytes = await make().toBuffer();
    expect(await sharp(bytes).metadata()).toMatchObject({ space: 'cmyk' });
    expect(await colourOff(bytes, mediaType, [200, 30, 30])).toBeLessThan(40);
  });

  test.each([
    ['image/png', (image: Sharp) => image.png()],
    ['image/tiff', (image: Sharp) => image.tiff({ compression: 'lzw' })],
  ] as const)('of 16 bits keeps its colours: %s', async (mediaType, encode) => {
    const bytes = await encode(plain('#1e64c8').toColourspace('rgb16')).toBuffer();
    expect(await sharp(bytes).metadata()).toMatchObject({ depth: 'ushort' });
    expect(await colourOff(bytes, mediaType, [30, 100, 200])).toBeLessThan(12);
  });

  test('of 16 bits of grey does, too', async () => {
    const grey = new Uint16Array(120 * 80).fill(0x8080);
    const raw = { width: 120, height: 80, channels: 1 } as const;
    const bytes = await sharp(grey, { raw }).toColourspace('grey16').png().toBuffer();
    expect(await sharp(bytes).metadata()).toMatchObject({ depth: 'ushort', channels: 1 });
    expect(await colourOff(bytes, 'image/png', [128, 128, 128])).toBeLessThan(12);
  });

  test.each(['png', 'webp', 'gif', 'avif', 'tiff'] as const)(
    'that is transparent has paper behind it: %s',
    async (format) => {
      const bytes = await plain('#00000000')
        .toFormat(format, format === 'tiff' ? { compression: 'lzw' } : {})
        .toBuffer();
      expect(await colourOff(bytes, `image/${format}`, [255, 255, 255])).toBeLessThan(12);
    },
  );

  test('that is half transparent is half as dark', async () => {
    const bytes = await plain('#00000080').png().toBuffer();
    expect(await colourOff(bytes, 'image/png', [127, 127, 127])).toBeLessThan(12);
  });

  test.each(['gif', 'webp'] as const)('that moves is its first picture: %s', async (format) => {
    const frames = ['#c81e1e', '#1e64c8', '#1ec864'];
    const sheet = await sharp({
      create: { width: 60, height: 40 * frames.length, channels: 3, background: 'white' },
    })
      .composite(
        frames.map((background, index) => ({
          input: { create: { width: 60, height: 40, channels: 3, background } },
          left: 0,
          top: index * 40,
        })),
      )
      .removeAlpha()
      .raw()
      .toBuffer();
    const raw = { width: 60, height: 120, channels: 3, pageHeight: 40 } as const;
    const bytes = await sharp(sheet, { raw }).toFormat(format, { lossless: true }).toBuffer();
    expect(await sharp(bytes).metadata()).toMatchObject({ pages: 3 });
    const source = await bench.folder.source(bytes, `image/${format}`);
    expect(await bench.renderer.inspect(source, 1, NEVER)).toMatchObject([
      { width: 60, height: 40 },
    ]);
    expect(await colourOff(bytes, `image/${format}`, [200, 30, 30])).toBeLessThan(12);
  });

  test.each(['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const)(
    'that was cut off is image_unreadable: %s',
    async (format) => {
      const whole = await makeImage({ width: 600, height: 600, format: 'png', text: 'cut off' });
      const bytes = await sharp(whole).toFormat(format).toBuffer();
      const half = bytes.subarray(0, bytes.length / 2);
      const source = await bench.folder.source(half, `image/${format}`);
      await expect(bench.renderer.picture(source, 0, spec, NEVER)).rejects.toMatchObject({
        code: 'image_unreadable',
      });
    },
  );

  test.each([
    ['image/gif', gifHeader(40_000, 40_000)],
    ['image/webp', webpHeader(16_383, 16_383)],
    ['image/jpeg', jpegHeader(40_000, 40_000)],
  ] as const)('too large to decode is told by its header: %s', async (mediaType, bytes) => {
    const startedAt = performance.now();
    const source = await bench.folder.source(bytes, mediaType);
    await expect(bench.renderer.inspect(source, 1, NEVER)).rejects.toMatchObject({
      code: 'image_unreadable',
    });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

function plain(background: string): Sharp {
  return sharp({ create: { width: 120, height: 80, channels: 4, background } });
}

/** How far, at most, a channel of the drawn picture is from a colour, on average. */
async function colourOff(
  bytes: Buffer,
  mediaType: SourceMediaType,
  colour: readonly [number, number, number],
): Promise<number> {
  const picture = await bench.renderer.picture(
    await bench.folder.source(bytes, mediaType),
    0,
    spec,
    NEVER,
  );
  // What has no colour is sent in one channel.
  const pixels = await sharp(picture.bytes).toColourspace('srgb').png().toBuffer();
  const { channels } = await sharp(pixels).stats();
  expect(channels).toHaveLength(3);
  return Math.max(...channels.map(({ mean }, index) => Math.abs(mean - (colour[index] ?? 0))));
}
