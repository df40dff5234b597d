import { describe, expect, test } from '@jest/globals';
import { pictureTiers, type SourceMediaType } from '@quire/domain';
import { makeImage } from '@quire/testkit';
import sharp, { type Sharp } from 'sharp';
import { chooseSize } from '../src/choose-size.ts';
import { assertLegible } from '../src/renderer/assert-legible.ts';
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
    [1, 0],
    [2, 0],
    [3, 180],
    [4, 180],
    [5, 90],
    [6, 90],
    [7, 270],
    [8, 270],
  ])('that its camera held as EXIF says by %d was turned by %d°', async (orientation, turn) => {
    const bytes = await plain('#c81e1e').withMetadata({ orientation }).jpeg().toBuffer();
    const source = await bench.folder.source(bytes, 'image/jpeg');
    expect(await bench.renderer.picture(source, 0, spec, NEVER)).toMatchObject({ rotation: turn });
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

  test('a tile of which is broken is image_unreadable, and not white', async () => {
    const whole = await makeImage({ width: 600, height: 600, format: 'png', text: 'in tiles' });
    const bytes = await sharp(whole).tiff({ tile: true, compression: 'lzw' }).toBuffer();
    const source = await bench.folder.source(bytes, 'image/tiff');
    expect(await bench.renderer.picture(source, 0, spec, NEVER)).toMatchObject({ width: 600 });
    const broken = await bench.folder.source(
      Buffer.from(bytes).fill(0xff, bytes.length * 0.2, bytes.length * 0.4),
      'image/tiff',
    );
    await expect(bench.renderer.picture(broken, 0, spec, NEVER)).rejects.toMatchObject({
      code: 'image_unreadable',
    });
  });

  test('that has lost its last two bytes is whole: jpeg', async () => {
    const bytes = await plain('#c81e1e').removeAlpha().jpeg({ quality: 95 }).toBuffer();
    expect(await colourOff(bytes.subarray(0, -2), 'image/jpeg', [200, 30, 30])).toBeLessThan(12);
  });

  test('in AVIF is refused before it is decoded where its header says that it is too large for that', async () => {
    const bytes = await plain('#c81e1e').avif().toBuffer();
    const sizeAt = bytes.indexOf('ispe') + 8;
    bytes.writeUInt32BE(8_000, sizeAt);
    bytes.writeUInt32BE(8_000, sizeAt + 4);
    const source = await bench.folder.source(bytes, 'image/avif');
    await expect(bench.renderer.inspect(source, 1, NEVER)).rejects.toMatchObject({
      code: 'image_unreadable',
      detail: expect.stringContaining('pixel limit'),
    });
  });

  test('that moves is its first picture: avif', async () => {
    const bytes = await plain('#c81e1e').avif().toBuffer();
    // A sequence holds a still picture, too; it says in its fifth word that it is one.
    bytes.write('avis', 8, 'latin1');
    expect(await colourOff(bytes, 'image/avif', [200, 30, 30])).toBeLessThan(12);
  });

  test.each([
    [1, { width: 120, height: 160 }],
    [6, { width: 160, height: 120 }],
  ])('of half as many dots down as across has its shape: turned as %d', async (turn, size) => {
    const image = plain('#1e64c8').withMetadata({ orientation: turn });
    const bytes = await image.tiff({ xres: 204 / 25.4, yres: 102 / 25.4 }).toBuffer();
    const source = await bench.folder.source(bytes, 'image/tiff');
    expect(await bench.renderer.inspect(source, 1, NEVER)).toEqual([{ ...size, unit: 'px' }]);
    const picture = await bench.renderer.picture(source, 0, { ...spec, resolution: 'auto' }, NEVER);
    expect(picture.width / picture.height).toBeCloseTo(size.width / size.height, 1);
  });

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

describe('an image whose marks are smaller than any type', () => {
  test('is sent as it came where that fits: it may be a photograph', () => {
    const small = question(320, 240);
    expect(() => assertLegible(small, chooseSize(small))).not.toThrow();
  });

  test('is not where they would be smaller still', () => {
    const large = question(30_000, 20_000);
    expect(() => assertLegible(large, chooseSize(large))).toThrow(
      expect.objectContaining({ code: 'type_too_small' }),
    );
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

/** An image whose largest marks are three pixels tall. */
const question = (width: number, height: number) =>
  ({
    page: { width, height },
    unit: 'px',
    smallestEm: 3,
    tier: spec.tier,
    resolution: 'auto',
    leastParts: undefined,
  }) as const;
