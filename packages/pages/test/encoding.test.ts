import { describe, expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import { assert, integer, nat, property, record } from 'fast-check';
import sharp from 'sharp';
import { encodePixels } from '../src/renderer/encode-picture.ts';
import { grayPixels } from '../src/renderer/gray-pixels.ts';
import { filledFormPdf, pdfOfContents } from './craft-pdf.ts';
import { NEVER, useRenderer } from './use-renderer.ts';
import { sample } from './work-folder.ts';

const bench = useRenderer();
const spec = { tier: pictureTiers.standard, resolution: 'largest', orient: false } as const;

describe('a page is encoded by what is on it', () => {
  test.each([
    ['black print', 'BT /F 20 Tf 100 700 Td (Hello) Tj ET 0 0 300 2 re f', 'image/png', 1],
    ['print with one red line', '0 0 300 2 re f 1 0 0 rg 0 9 300 2 re f', 'image/jpeg', 3],
  ])('%s', async (_what, content, mediaType, channels) => {
    const source = await bench.folder.source(pdfOfContents([content]));
    const picture = await bench.renderer.picture(source, 0, spec, NEVER);
    expect(picture.mediaType).toBe(mediaType);
    expect(await sharp(picture.bytes).metadata()).toMatchObject({
      format: mediaType.slice('image/'.length),
      channels,
    });
    const again = await bench.renderer.picture(source, 0, spec, NEVER);
    expect(again.bytes.equals(picture.bytes)).toBe(true);
  });

  test('what is written into its fields, without the coloured edges of a screen', async () => {
    const source = await bench.folder.source(filledFormPdf('WWWWWWWW'));
    const picture = await bench.renderer.picture(source, 0, spec, NEVER);
    expect(picture.mediaType).toBe('image/png');
  });

  test('red where it has red, and blue where blue', async () => {
    const source = await bench.folder.source(
      pdfOfContents(['1 0 0 rg 0 0 595 421 re f 0 0 1 rg 0 421 595 421 re f']),
    );
    const { bytes } = await bench.renderer.picture(source, 0, spec, NEVER);
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    const quartersAt = (share: number): number[] => {
      const at = (Math.round(info.height * share) * info.width + 200) * info.channels;
      return [...data.subarray(at, at + 3)].map((value) => Math.round(value / 64));
    };
    expect([quartersAt(0.25), quartersAt(0.75)]).toEqual([
      [0, 0, 4],
      [4, 0, 0],
    ]);
  });

  test('a scan, whose paper is never quite even', async () => {
    const scan = sample('scan.pdf', 'application/pdf');
    const picture = await bench.renderer.picture(scan, 0, spec, NEVER);
    expect(await sharp(picture.bytes).metadata()).toMatchObject({ format: 'jpeg', channels: 1 });
  });
});

describe('pixels', () => {
  const width = 40;
  const height = 30;
  /** Black above, white below; every other pixel of the last row is grey. */
  const shadeAt = (at: number): number => {
    if (at < (width * height) / 2) return 0;
    return at >= width * (height - 1) && at % 2 === 0 ? 128 : 255;
  };

  test.each([3, 4] as const)(
    'of print come back as the nearest of 16 shades, from %d channels',
    async (channels) => {
      const data = Buffer.alloc(width * height * channels, 255);
      for (let at = 0; at < width * height; at += 1) {
        data.fill(shadeAt(at), at * channels, at * channels + 3);
      }
      const { bytes, mediaType } = await encodePixels({ data, width, height, channels }, 0);
      expect(mediaType).toBe('image/png');
      const shades = await sharp(bytes).toColourspace('b-w').raw().toBuffer();
      const nearest = Array.from({ length: width * height }, (_, at) => {
        return Math.round(shadeAt(at) / 17) * 17;
      });
      expect([...shades]).toEqual(nearest);
    },
  );

  test('of an odd width are the same bytes, whatever was drawn before', async () => {
    const data = Buffer.alloc(7 * 5, 255);
    const draw = async (before: number): Promise<Buffer> => {
      const other = Buffer.alloc(40 * 30, before);
      await encodePixels({ data: other, width: 40, height: 30, channels: 1 }, 0);
      return (await encodePixels({ data, width: 7, height: 5, channels: 1 }, 0)).bytes;
    };
    expect(await draw(0)).toEqual(await draw(255));
  });

  test('are turned clockwise', async () => {
    const data = Buffer.alloc(width * height * 3, 255);
    data.fill(0, 0, width * 3 * 10);
    const turned = await encodePixels({ data, width, height, channels: 3 }, 90);
    expect(turned).toMatchObject({ width: height, height: width, mediaType: 'image/png' });
    const shades = await sharp(turned.bytes).toColourspace('b-w').raw().toBuffer();
    // What lay on top stands on the right.
    expect([shades[0], shades[height - 1]]).toEqual([255, 0]);
  });

  test('of which a single one has a colour keep it', async () => {
    const data = Buffer.alloc(width * height * 3, 255);
    data[(width * 7 + 3) * 3] = 0;
    const { mediaType } = await encodePixels({ data, width, height, channels: 3 }, 0);
    expect(mediaType).toBe('image/jpeg');
  });

  test.each([3, 4] as const)(
    'lose no shade and no colour, wherever it stands among white ones, of %d channels',
    (channels) => {
      const size = { width: integer({ min: 1, max: 9 }), height: integer({ min: 1, max: 7 }) };
      const shades = { dark: nat(62), shade: nat(255), color: nat(255) };
      assert(
        property(record({ ...size, ...shades }), (given) => {
          const count = given.width * given.height;
          const data = Buffer.alloc(count * channels, 255);
          const at = given.dark % count;
          data.fill(given.shade, at * channels, at * channels + 3);
          const pixels = { data, width: given.width, height: given.height, channels };
          const expected = Buffer.alloc(count, 255);
          expected[at] = given.shade;
          expect(grayPixels(pixels)?.data).toEqual(expected);
          data[at * channels + 1] = given.color;
          expect(grayPixels(pixels) === null).toBe(given.color !== given.shade);
        }),
      );
    },
  );

  test('with grain in them are a JPEG, grey where they have no colour', async () => {
    const data = Buffer.alloc(width * height * 3);
    for (let at = 0; at < width * height; at += 1) data.fill(250 - (at % 3), at * 3, at * 3 + 3);
    const { bytes, mediaType } = await encodePixels({ data, width, height, channels: 3 }, 0);
    expect(mediaType).toBe('image/jpeg');
    expect((await sharp(bytes).metadata()).channels).toBe(1);
  });
});
