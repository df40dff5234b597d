import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import sharp from 'sharp';
import { textTurn } from '../src/read-layer.ts';
import type { LayerWord } from '../src/text-layer.ts';
import { craftPdf } from './craft-pdf.ts';
import { NEVER, useRenderer } from './use-renderer.ts';

const bench = useRenderer();
const spec = { tier: pictureTiers.high, resolution: 'auto', orient: true } as const;
const [WIDTH, HEIGHT] = [1240, 1754];
const FOOTER = 'Certified copy issued by the court registry on this day and it agrees with all';

/** A page of A4 under one picture, with a footer of thirty words over it, turned counter-clockwise. */
function stampedPdf(jpeg: Buffer, footerTurn: 0 | 90 = 0): Buffer {
  const place = footerTurn === 0 ? '1 0 0 1 40 30' : '0 1 -1 0 30 40';
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</I 6 0 R>>>>>>',
    {
      dictionary: '',
      stream: `q 595 0 0 842 0 0 cm /I Do Q BT /F 8 Tf 10 TL ${place} Tm ${`(${FOOTER}) Tj T* `.repeat(2)}ET`,
    },
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    {
      dictionary: `/Type/XObject/Subtype/Image/Width ${WIDTH}/Height ${HEIGHT}/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/DCTDecode`,
      stream: jpeg.toString('latin1'),
    },
  ]);
}

/** The same with the picture in strips, each so many pixels high, as some scanners file it. */
async function strippedPdf(jpeg: Buffer, high: number): Promise<Buffer> {
  const strips = await Promise.all(
    Array.from({ length: Math.ceil(HEIGHT / high) }, async (_, at) => {
      const [top, height] = [at * high, Math.min(high, HEIGHT - at * high)];
      const strip = await sharp(jpeg)
        .extract({ left: 0, top, width: WIDTH, height })
        .jpeg()
        .toBuffer();
      return { top, height, strip };
    }),
  );
  const inPoints = 842 / HEIGHT;
  const placed = strips.map(({ top, height }, at) => {
    const bottom = 842 - (top + height) * inPoints;
    return `q 595 0 0 ${height * inPoints} 0 ${bottom} cm /I${at} Do Q`;
  });
  const names = strips.map((_, at) => `/I${at} ${6 + at} 0 R`).join('');
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
    `<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<<${names}>>>>>>`,
    {
      dictionary: '',
      stream: `${placed.join(' ')} BT /F 8 Tf 10 TL 40 30 Td ${`(${FOOTER}) Tj T* `.repeat(2)}ET`,
    },
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    ...strips.map(({ height, strip }) => ({
      dictionary: `/Type/XObject/Subtype/Image/Width ${WIDTH}/Height ${height}/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/DCTDecode`,
      stream: strip.toString('latin1'),
    })),
  ]);
}

/** A printed sheet as it lies on the glass. */
async function scanned(degrees: number): Promise<Buffer> {
  const print = await readFile(new URL('../../../samples/form.png', import.meta.url));
  const lying = await sharp(print)
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .rotate(degrees, { background: 'white' })
    .removeAlpha()
    .toBuffer();
  return sharp(lying)
    .resize(WIDTH, HEIGHT, { fit: 'contain', background: 'white' })
    .toColourspace('srgb')
    .jpeg()
    .toBuffer();
}

/** A backdrop: light above, darker below, nothing to read. */
function backdrop(): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}"><defs><linearGradient id="g" x2="0" y2="1"><stop stop-color="#fff"/><stop offset="1" stop-color="#9bd"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#g)"/><circle cx="900" cy="500" r="240" fill="#fc8"/></svg>`;
  return sharp(Buffer.from(svg)).jpeg().toBuffer();
}

async function pictured(jpeg: Buffer, footerTurn: 0 | 90 = 0) {
  const source = await bench.folder.source(stampedPdf(jpeg, footerTurn));
  return bench.renderer.picture(source, 0, spec, NEVER);
}

describe('a scan under words that were put over it', () => {
  test.each([90, 180])('is turned by its own letters, lying at %d°', async (degrees) => {
    const { rotation, layer } = await pictured(await scanned(degrees));
    expect(layer?.words.length).toBeGreaterThanOrEqual(20);
    expect((rotation + degrees) % 360).toBe(0);
  });

  test('is turned by its own letters where it was filed in strips', async () => {
    const source = await bench.folder.source(await strippedPdf(await scanned(180), 28));
    expect(await bench.renderer.picture(source, 0, spec, NEVER)).toMatchObject({ rotation: 180 });
  });

  test('is set straight along its own lines', async () => {
    const { rotation, reason } = await pictured(await scanned(3));
    expect(rotation).toBe(0);
    expect(reason).toMatch(/straightened by (2\.[5-9]|3|3\.[0-5])°/);
  });

  test('stays upright under words that run up its side', async () => {
    expect((await pictured(await scanned(0), 90)).rotation).toBe(0);
  });
});

test('words over a picture of no letters say themselves which way up they stand', async () => {
  const [upright, turned] = [
    await pictured(await backdrop()),
    await pictured(await backdrop(), 90),
  ];
  expect(upright).toMatchObject({ rotation: 0 });
  expect(turned).toMatchObject({ rotation: 90 });
  expect(upright.reason).not.toContain('straightened');
});

function word(angle: number): LayerWord {
  return { text: 'word', x: 0, y: 0, width: 30, height: 10, fontSize: 10, isHidden: false, angle };
}

function words(upright: number, lying: number): LayerWord[] {
  return [
    ...Array.from({ length: upright }, () => word(0)),
    ...Array.from({ length: lying }, () => word(90)),
  ];
}

describe('words at several angles', () => {
  test('turn their page where most of them lie, and not where half do', () => {
    expect(textTurn(words(2, 8))).toBe(270);
    expect(textTurn(words(4, 6))).toBe(0);
    expect(textTurn(words(5, 5))).toBe(0);
  });
});
