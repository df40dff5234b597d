import { describe, expect, test } from '@jest/globals';
import { fitToTier, pictureTiers } from '@quire/domain';
import { makeImage, makePdf } from '@quire/testkit';
import sharp from 'sharp';
import type { SourceFile } from '../src/index.ts';
import { craftPdf, encryptedPdf, filledFormPdf, pdfOfContents } from './craft-pdf.ts';
import { pngHeader } from './image-headers.ts';
import { type Pixels, readPixels } from './read-pixels.ts';
import { NEVER, useRenderer } from './use-renderer.ts';
import { sample } from './work-folder.ts';

const { high, standard } = pictureTiers;
const auto = { tier: high, resolution: 'largest', orient: false } as const;

const bench = useRenderer({ processes: 2 });

describe('a source that cannot be read', () => {
  test('asks for a password: pdf_encrypted', async () => {
    const source = await bench.folder.source(encryptedPdf());
    await expect(bench.renderer.inspect(source, 10, NEVER)).rejects.toMatchObject({
      code: 'pdf_encrypted',
    });
  });

  test('asks for a certificate: pdf_encrypted', async () => {
    const pdf = encryptedPdf().toString('latin1').replace('/Standard', '/Adobe.PubSec');
    const source = await bench.folder.source(Buffer.from(pdf, 'latin1'));
    await expect(bench.renderer.inspect(source, 10, NEVER)).rejects.toMatchObject({
      code: 'pdf_encrypted',
      detail: 'not by a password alone',
    });
  });

  test('has no pages: no_pages', async () => {
    const empty = craftPdf(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[]/Count 0>>']);
    await expect(
      bench.renderer.inspect(await bench.folder.source(empty), 10, NEVER),
    ).rejects.toMatchObject({
      code: expect.stringMatching(/^(no_pages|pdf_unreadable)$/),
    });
  });

  test.each([
    ['nothing', ''],
    ['a header and nothing else', '%PDF-1.7\n'],
    ['a header and noise', `%PDF-1.7\n${'\u0000\u0001\u0002noise'.repeat(500)}`],
    ['a web page', '<!doctype html><title>%PDF-1.7</title>'],
    ['the first part of a PDF', craftPdf(['<</Type/Catalog/Pages 2 0 R>>']).subarray(0, 40)],
  ])('is %s: pdf_unreadable', async (_what, bytes) => {
    await expect(
      bench.renderer.inspect(await bench.folder.source(bytes), 10, NEVER),
    ).rejects.toMatchObject({
      code: 'pdf_unreadable',
    });
  });

  test.each(['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/tiff'] as const)(
    'is noise called %s: image_unreadable',
    async (mediaType) => {
      for (const bytes of ['', 'noise '.repeat(500)]) {
        await expect(
          bench.renderer.inspect(await bench.folder.source(bytes, mediaType), 10, NEVER),
        ).rejects.toMatchObject({ code: 'image_unreadable' });
      }
    },
  );

  test('is the first half of an image: image_unreadable, and never half a page', async () => {
    for (const format of ['jpeg', 'png'] as const) {
      const whole = await makeImage({ width: 600, height: 600, format, text: 'half of this' });
      const half = await bench.folder.source(
        whole.subarray(0, whole.length / 2),
        `image/${format}`,
      );
      await expect(bench.renderer.picture(half, 0, auto, NEVER)).rejects.toMatchObject({
        code: 'image_unreadable',
      });
    }
  });

  test('has more pixels than fit into memory: image_unreadable before they are decoded', async () => {
    const header = pngHeader(40_000, 40_000);
    await expect(
      bench.renderer.inspect(await bench.folder.source(header, 'image/png'), 1, NEVER),
    ).rejects.toMatchObject({ code: 'image_unreadable' });
  });
});

describe('a picture', () => {
  test.each([
    ['high', high],
    ['standard', standard],
  ] as const)('at auto fills the %s tier to the pixel', async (_name, tier) => {
    const source = sample('report.pdf', 'application/pdf');
    const [page] = await bench.renderer.inspect(source, 100, NEVER);
    const picture = await bench.renderer.picture(
      source,
      0,
      { tier, resolution: 'largest', orient: false },
      NEVER,
    );
    const size = { width: page?.width ?? 0, height: page?.height ?? 0 };
    const huge = { width: Math.round(size.width * 100), height: Math.round(size.height * 100) };
    expect(sizeOf(picture)).toEqual(fitToTier(huge, tier));
    expect(Math.max(picture.width, picture.height)).toBeLessThanOrEqual(tier.edgePx);
    const { width, height } = await readPixels(picture);
    expect({ width, height }).toEqual(sizeOf(picture));
    expect(picture.dpi).toBeCloseTo((picture.width / size.width) * 72, 0);
  });

  test('at a resolution has that many pixels an inch, and never more than the tier', async () => {
    const source = await bench.folder.source(
      await makePdf([{ text: 'wide', widthPt: 720, heightPt: 360 }]),
    );
    const at = (resolution: number) =>
      bench.renderer.picture(source, 0, { tier: standard, resolution, orient: false }, NEVER);
    expect(await at(72)).toMatchObject({ width: 720, height: 360, dpi: 72 });
    expect(await at(100)).toMatchObject({ width: 1000, height: 500, dpi: 100 });
    expect(sizeOf(await at(600))).toEqual(fitToTier({ width: 6000, height: 3000 }, standard));
  });

  test('of an image is never enlarged, and shrinks to the tier', async () => {
    const small = await makeImage({ width: 300, height: 200, format: 'png', text: 'small' });
    const large = await makeImage({ width: 3000, height: 2000, format: 'png', text: 'large' });
    const ofSmall = await bench.renderer.picture(
      await bench.folder.source(small, 'image/png'),
      0,
      auto,
      NEVER,
    );
    const ofLarge = await bench.renderer.picture(
      await bench.folder.source(large, 'image/png'),
      0,
      auto,
      NEVER,
    );
    expect(ofSmall).toMatchObject({ width: 300, height: 200, dpi: null, rotation: 0 });
    expect(sizeOf(ofLarge)).toEqual(fitToTier({ width: 3000, height: 2000 }, high));
  });

  test('shows what is on the page, where it is', async () => {
    // A black square in the lower left eighth: PDF counts from the bottom.
    const source = await bench.folder.source(pdfOfContents(['0 0 148.75 210.5 re f']));
    const pixels = await readPixels(await bench.renderer.picture(source, 0, auto, NEVER));
    expect(pixels.darkness(0.01, 0.76, 0.24, 0.99)).toBeGreaterThan(0.99);
    expect(pixels.darkness(0, 0, 1, 0.74)).toBe(0);
    expect(pixels.darkness(0.26, 0, 1, 1)).toBe(0);
  });

  test('keeps red red: the channels are not swapped', async () => {
    const source = await bench.folder.source(pdfOfContents(['1 0 0 rg 0 0 595 842 re f']));
    const { bytes } = await bench.renderer.picture(
      source,
      0,
      { tier: high, resolution: 36, orient: false },
      NEVER,
    );
    const { dominant } = await sharp(bytes).stats();
    expect(dominant.r).toBeGreaterThan(200);
    expect(dominant.b).toBeLessThan(60);
  });

  test('of a page that turns itself is turned, and says by how much', async () => {
    const marked = '0 0 50 50 re f';
    for (const [rotate, { left, top }] of [
      [0, { left: 0, top: 0.92 }],
      [90, { left: 0, top: 0 }],
      [180, { left: 0.94, top: 0 }],
      [270, { left: 0.94, top: 0.92 }],
    ] as const) {
      const source = await bench.folder.source(turnedPdf(marked, rotate));
      const picture = await bench.renderer.picture(source, 0, auto, NEVER);
      const pixels = await readPixels(picture);
      expect(picture.rotation).toBe(rotate);
      expect({ rotate, dark: pixels.darkness(left, top, left + 0.06, top + 0.06) > 0.5 }).toEqual({
        rotate,
        dark: true,
      });
    }
  });

  test('of a phone photo stands upright, and says by how much it was turned', async () => {
    const picture = await bench.renderer.picture(
      sample('receipt.jpg', 'image/jpeg'),
      0,
      auto,
      NEVER,
    );
    expect(picture).toMatchObject({ width: 1200, height: 1600, rotation: 90, dpi: null });
    for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8] as const) {
      const text = 'upright'; // Drawn from the top left.
      const bytes = await makeImage({ width: 600, height: 600, format: 'jpeg', orientation, text });
      const source = await bench.folder.source(bytes, 'image/jpeg');
      const pixels = await readPixels(await bench.renderer.picture(source, 0, auto, NEVER));
      expect(pixels.darkness(0, 0, 0.5, 0.3)).toBeGreaterThan(0.01);
      expect(pixels.darkness(0, 0.5, 1, 1)).toBe(0);
    }
  });

  test('of a TIFF is of the page that was asked for', async () => {
    const source = sample('fax.tiff', 'image/tiff');
    const hashes = new Set<string>();
    for (const index of [0, 1, 2]) {
      const { bytes, width, height } = await bench.renderer.picture(source, index, auto, NEVER);
      expect(Math.max(width, height)).toBeLessThanOrEqual(high.edgePx);
      hashes.add(bytes.toString('base64'));
    }
    expect(hashes.size).toBe(3);
  });

  test('of a transparent image has paper behind it, not ink', async () => {
    const create = { width: 100, height: 100, channels: 4, background: '#00000000' } as const;
    for (const format of ['png', 'webp'] as const) {
      const bytes = await sharp({ create }).toFormat(format).toBuffer();
      const source = await bench.folder.source(bytes, `image/${format}`);
      const pixels = await readPixels(await bench.renderer.picture(source, 0, auto, NEVER));
      expect(pixels.darkness(0, 0, 1, 1)).toBe(0);
    }
  });

  test('of a form shows what was filled in', async () => {
    const field = [0.17, 0.47, 0.84, 0.53] as const;
    expect((await drawForm('WWWWWWWW')).darkness(...field)).toBeGreaterThan(0.02);
    expect((await drawForm('')).darkness(...field)).toBe(0);
  });

  test('of a page that is not there is page_missing', async () => {
    const source = await bench.folder.source(pdfOfContents(['']));
    await expect(bench.renderer.picture(source, 5, auto, NEVER)).rejects.toMatchObject({
      code: 'page_missing',
    });
  });

  test('of a page miles wide is no larger than any other', async () => {
    const source = await bench.folder.source(
      await makePdf([{ text: 'miles', widthPt: 14_400, heightPt: 140 }]),
    );
    const { width, height } = await bench.renderer.picture(source, 0, auto, NEVER);
    expect(width).toBe(high.edgePx);
    expect(height).toBeGreaterThanOrEqual(1);
  });

  test.each(['application/pdf', 'image/png', 'image/tiff'] as const)(
    'of a source that has gone (%s) is a failure with a name, and names no path of the server',
    async (mediaType) => {
      const gone: SourceFile = { path: '/nowhere/at-all', mediaType };
      for (const ask of [
        () => bench.renderer.inspect(gone, 1, NEVER),
        () => bench.renderer.picture(gone, 0, auto, NEVER),
      ]) {
        const failure: unknown = await ask().catch((error: unknown) => error);
        expect(failure).toMatchObject({ code: 'source_missing' });
        expect(String(failure)).not.toContain('nowhere');
      }
    },
  );
});

async function drawForm(value: string): Promise<Pixels> {
  const source = await bench.folder.source(filledFormPdf(value));
  return readPixels(await bench.renderer.picture(source, 0, auto, NEVER));
}

function sizeOf({ width, height }: { width: number; height: number }): {
  width: number;
  height: number;
} {
  return { width, height };
}

function turnedPdf(stream: string, rotate: number): Buffer {
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
    `<</Type/Page/Parent 2 0 R/Rotate ${rotate}/Contents 4 0 R>>`,
    { dictionary: '', stream },
  ]);
}
