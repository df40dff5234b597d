import { deflateSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import sharp from 'sharp';
import { openPdf } from '../src/renderer/pdf-document.ts';
import { isLoneShades } from '../src/renderer/lone-shades.ts';
import { craftPdf } from './craft-pdf.ts';
import { NEVER, useRenderer } from './use-renderer.ts';

const bench = useRenderer();
const spec = { tier: pictureTiers.standard, resolution: 'largest', orient: false } as const;
const [width, height] = [1_200, 1_700];
/** A path that draws nothing: with it a page is not one picture any more, and is painted. */
const PAINTED = '0 0 m 0 0 l n 0 0 1 1 re f ';

describe('a page that is one picture of black and white', () => {
  test.each([
    ['in bits', '/BitsPerComponent 1', bits()],
    ['in bytes', '/BitsPerComponent 8', bytes()],
  ])('%s looks as if it were painted', async (_how, image, data) => {
    const direct = await draw(scanPdf(data, image));
    const painted = await draw(scanPdf(data, image, PAINTED));
    const [one, other] = await Promise.all([direct, painted].map(shadesOf));
    if (!one || one.length !== other?.length) throw new Error('the pictures differ in size');
    let sum = 0;
    for (const [at, value] of one.entries()) sum += Math.abs(value - (other[at] ?? 0));
    expect(sum / one.length).toBeLessThan(3);
    // Neither is white or black all over.
    const mean = one.reduce((all, value) => all + value, 0) / one.length;
    expect(mean).toBeGreaterThan(100);
    expect(mean).toBeLessThan(200);
  });

  test.each([
    ['alone and plain', '/BitsPerComponent 1', '', true, ''],
    ['turned to its negative', '/BitsPerComponent 1/Decode[1 0]', '', false, ''],
    ['a stencil', '/BitsPerComponent 1/ImageMask true', '', false, ''],
    ['with a mask', '/BitsPerComponent 1/SMask 6 0 R', '', false, ''],
    ['under a drawing', '/BitsPerComponent 1', PAINTED, false, ''],
    ['on a page that turns itself', '/BitsPerComponent 1', '', false, '/Rotate 90'],
  ] as const)('%s: is decoded, not painted: %s', async (_how, image, contents, isTaken, page) => {
    const { path } = await bench.folder.source(scanPdf(bits(), image, contents, page));
    const document = await openPdf(path);
    const isLone = document.withPage(0, (handle) => isLoneShades(document, handle));
    document.close();
    expect(isLone).toBe(isTaken);
  });
});

/**
 * Stripes of fifty rows, a bit a pixel; noise, so that it stays long when it is deflated. Hatching alone would be
 * blank: the middle of each stripe is black.
 */
function bits(): Buffer {
  const data = Buffer.alloc((width / 8) * height);
  for (const at of data.keys()) {
    const row = Math.floor((at * 8) / width);
    const column = at % (width / 8);
    const ink = column >= 30 && column < 120 ? 0x00 : 0x0f;
    data[at] = stripe(row, at) ? ink : 0xff;
  }
  return data;
}

function bytes(): Buffer {
  const data = Buffer.alloc(width * height);
  for (const at of data.keys()) data[at] = stripe(Math.floor(at / width), at) ? 40 : 250;
  return data;
}

function stripe(row: number, at: number): boolean {
  return row % 100 < 50 || Math.imul(at * at + 7, 2_654_435_761) >>> 28 === 0;
}

function scanPdf(data: Buffer, image: string, contents = '', page = ''): Buffer {
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
    `<</Type/Page/Parent 2 0 R/Contents 4 0 R${page}/Resources<</XObject<</I 5 0 R>>>>>>`,
    { dictionary: '', stream: `q 595 0 0 842 0 0 cm /I Do Q ${contents}` },
    {
      dictionary:
        `/Type/XObject/Subtype/Image/Width ${width}/Height ${height}` +
        `${image.includes('ImageMask') ? '' : '/ColorSpace/DeviceGray'}/Filter/FlateDecode${image}`,
      stream: deflateSync(data).toString('latin1'),
    },
    { dictionary: '/Type/XObject/Subtype/Image/Width 1/Height 1', stream: 'x' },
  ]);
}

async function draw(pdf: Buffer): Promise<Buffer> {
  const picture = await bench.renderer.picture(await bench.folder.source(pdf), 0, spec, NEVER);
  // Of a blank page another engine may draw what is kept of it.
  expect(picture.isBlank).toBe(false);
  return picture.bytes;
}

function shadesOf(picture: Buffer): Promise<Buffer> {
  return sharp(picture).greyscale().raw().toBuffer();
}
