import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import { makeImage, makePdf, numberedPdf, pageMarker } from '@quire/testkit';
import sharp from 'sharp';
import { openPageRenderer, type Picture, pictureHash, type SourceFile } from '../src/index.ts';
import { craftPdf, filledFormPdf, pdfOfContents } from './craft-pdf.ts';
import { ownerLockedPdf } from './owner-locked-pdf.ts';
import { readPixels } from './read-pixels.ts';
import { NEVER, useRenderer } from './use-renderer.ts';
import { sample } from './work-folder.ts';

const asImage = { tier: pictureTiers.standard, resolution: 'largest', orient: false } as const;
const asPdf = { ...asImage, resolution: 'auto', orient: true, format: 'pdf' } as const;
/** Shades from 0 to 255 by which a pixel may differ: text drawn twice is the same to the pixel. */
const SAME = 1;

const bench = useRenderer();

describe('a page that is asked for as a PDF', () => {
  test('is that page alone, text and all', async () => {
    const source = await bench.folder.source(await numberedPdf(7));
    const cut = await cutOf(source, 4);
    expect(cut).toMatchObject({ mediaType: 'application/pdf', dpi: null, width: 595, height: 842 });
    const alone = await bench.folder.source(cut.bytes);
    expect(await bench.renderer.inspect(alone, 9, NEVER)).toHaveLength(1);
    const { words } = await bench.renderer.textLayer(alone, 0, NEVER);
    const said = words.map(({ text }) => text).join(' ');
    expect(said).toContain(pageMarker(5, 'marker'));
    expect(said).not.toContain(pageMarker(4, 'marker'));
  });

  test.each([
    ['report.pdf', 3],
    ['scan.pdf', 2],
    ['invoice.pdf', 0],
  ])('shows what it shows in its file (%s)', async (name, index) => {
    const source = sample(name, 'application/pdf');
    // One page of the scan lies on its side, and would be turned.
    const asItLies = { ...asPdf, orient: false };
    const { bytes } = await bench.renderer.picture(source, index, asItLies, NEVER);
    const alone = await bench.folder.source(bytes);
    expect(await mostOff(source, index, alone)).toBeLessThanOrEqual(SAME);
  });

  test('keeps what is written into its fields', async () => {
    const source = await bench.folder.source(filledFormPdf('WWWWWWWW'));
    const alone = await bench.folder.source((await cutOf(source, 0)).bytes);
    const pixels = await readPixels(await bench.renderer.picture(alone, 0, asImage, NEVER));
    expect(pixels.darkness(100 / 595, 402 / 842, 300 / 595, 440 / 842)).toBeGreaterThan(0.1);
  });

  test('asks for no password, though its file forbids copying', async () => {
    const cut = await cutOf(await bench.folder.source(ownerLockedPdf()), 0);
    expect(cut.bytes.includes('/Encrypt')).toBe(false);
    const pixels = await readPixels(
      await bench.renderer.picture(await bench.folder.source(cut.bytes), 0, asImage, NEVER),
    );
    expect(pixels.darkness(0, 0, 1, 1)).toBe(1);
  });

  test('is turned upright', async () => {
    const words = 'seven words lie on their side here. ';
    const pdf = await makePdf([{ text: words.repeat(12), rotate: 90 }]);
    const cut = await cutOf(await bench.folder.source(pdf), 0);
    expect(cut).toMatchObject({ width: 595, height: 842, rotation: 0 });
    expect(cut.reason).toContain('turned 270°');
    const alone = await bench.folder.source(cut.bytes);
    expect(await bench.renderer.inspect(alone, 1, NEVER)).toMatchObject([
      { width: 595, height: 842 },
    ]);
  });

  test('is the same bytes whenever, and by whomever, it is cut out', async () => {
    const source = await bench.folder.source(await numberedPdf(7));
    const first = await cutOf(source, 4);
    // PDFium stamps what it writes to the second.
    await sleep(1_100);
    const other = openPageRenderer({ processes: 1, timeoutMs: 30_000 });
    try {
      await other.picture(source, 2, asPdf, NEVER);
      const again = await other.picture(source, 4, asPdf, NEVER);
      expect(pictureHash(again)).toBe(pictureHash(first));
    } finally {
      await other.close();
    }
    expect(pictureHash(await cutOf(source, 3))).not.toBe(pictureHash(first));
  });
});

describe('a page that is asked for as a PDF and is a picture all the same, and says why', () => {
  test('because it is blank: it need not be sent at all', async () => {
    const source = await bench.folder.source(await makePdf([{}]));
    const picture = await bench.renderer.picture(source, 0, asPdf, NEVER);
    expect(picture).toMatchObject({ isBlank: true, mediaType: 'image/png' });
  });

  test('because it is an image', async () => {
    const bytes = await makeImage({ width: 300, height: 200, format: 'png', text: 'hello' });
    const source = await bench.folder.source(bytes, 'image/png');
    const picture = await bench.renderer.picture(source, 0, asPdf, NEVER);
    expect(picture).toMatchObject({ isBlank: false, mediaType: 'image/png' });
    expect(picture.reason).toMatch(/^no PDF: an image has no page of PDF; /);
  });

  test('because only pdf.js can draw it', async () => {
    const pdfjs = openPageRenderer({ processes: 1, timeoutMs: 30_000, engine: 'pdfjs' });
    try {
      const source = await bench.folder.source(pdfOfContents(['0 0 300 300 re f']));
      const picture = await pdfjs.picture(source, 0, asPdf, NEVER);
      expect(picture.mediaType).toBe('image/png');
      expect(picture.reason).toMatch(/^no PDF: only pdf.js can draw it; /);
    } finally {
      await pdfjs.close();
    }
  });

  test('because with all it refers to it is too large for a request', async () => {
    const source = await bench.folder.source(heavyPdf());
    const picture = await bench.renderer.picture(source, 0, asPdf, NEVER);
    expect(picture.mediaType).toBe('image/jpeg');
    expect(picture.reason).toMatch(/^no PDF: with all it refers to it has 2\d MB, and 20 fit/);
  });
});

async function cutOf(source: SourceFile, index: number): Promise<Picture> {
  const cut = await bench.renderer.picture(source, index, asPdf, NEVER);
  expect(cut.mediaType).toBe('application/pdf');
  return cut;
}

/** Shades by which the pixels of two pages differ at most. */
async function mostOff(one: SourceFile, index: number, other: SourceFile): Promise<number> {
  const pictures = [
    await bench.renderer.picture(one, index, asImage, NEVER),
    await bench.renderer.picture(other, 0, asImage, NEVER),
  ] as const;
  const [a, b] = await Promise.all(pictures.map(({ bytes }) => sharp(bytes).raw().toBuffer()));
  if (a === undefined || b === undefined || a.length !== b.length) return Number.NaN;
  return a.reduce((most, shade, at) => Math.max(most, Math.abs(shade - (b[at] ?? 0))), 0);
}

/** A page with a picture of 21 MB, which nothing makes smaller. */
function heavyPdf(): Buffer {
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>',
    { dictionary: '', stream: 'q 400 0 0 300 0 0 cm /I Do Q 0 400 300 300 re f' },
    {
      dictionary:
        '/Type/XObject/Subtype/Image/Width 3000/Height 2400/BitsPerComponent 8/ColorSpace/DeviceRGB',
      stream: randomBytes(3_000 * 2_400 * 3).toString('latin1'),
    },
  ]);
}
