import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import { makeImage } from '@quire/testkit';
import sharp from 'sharp';
import { openPageRenderer, type PageRenderer, type Picture } from '../src/index.ts';
import { isPlainImage } from '../src/renderer/is-plain-image.ts';
import { loneJpeg } from '../src/renderer/lone-jpeg.ts';
import { openPdf } from '../src/renderer/pdf-document.ts';
import { writeBigScan } from './big-scan.ts';
import { craftPdf } from './craft-pdf.ts';
import { openWorkFolder, type WorkFolder } from './work-folder.ts';

jest.setTimeout(60_000);

const NEVER = new AbortController().signal;
const spec = { tier: pictureTiers.standard, resolution: 'largest', orient: false } as const;
/** A path that draws nothing: with it a page is not one picture any more, and is painted. */
const PAINTED = '0 0 m 0 0 l n 0 0 1 1 re f ';

let renderer: PageRenderer;
let folder: WorkFolder;
let scan: Buffer;

beforeAll(async () => {
  folder = await openWorkFolder();
  renderer = openPageRenderer({ processes: 1, timeoutMs: 30_000 });
  const lines = 'The quick brown fox jumps over the lazy dog. '.repeat(20);
  const size = { width: 2_480, height: 3_508 };
  scan = await makeImage({ ...size, format: 'jpeg', text: lines });
});

afterAll(async () => {
  await renderer.close();
  await folder.remove();
});

describe('a page that is one JPEG', () => {
  test.each([0, 90, 180, 270])('turned by %d looks as if it were painted', async (rotate) => {
    const direct = await draw(scanPdf({ page: `/Rotate ${rotate}` }));
    const painted = await draw(scanPdf({ page: `/Rotate ${rotate}`, contents: PAINTED }));
    expect({ ...direct, bytes: null }).toEqual({ ...painted, bytes: null });
    expect(await difference(direct, painted)).toBeLessThan(2);
  });

  test.each([
    ['alone and plain', {}, true],
    ['in grey by its colour profile', { image: '/ColorSpace[/ICCBased 6 0 R]' }, true],
    ['under a drawing', { contents: PAINTED }, false],
    ['with a mask', { image: '/SMask 6 0 R' }, false],
    ['with a mask in another spelling', { image: '/SM#61sk 6 0 R' }, false],
    ['with its colours turned', { image: '/Decode[1 0 1 0 1 0]' }, false],
    ['on a layer', { image: '/OC 6 0 R' }, false],
    ['upside down', { matrix: '595 0 0 -842 0 842' }, false],
    ['lying', { matrix: '0 842 -595 0 595 0' }, false],
    ['with a margin', { matrix: '500 0 0 700 50 50' }, false],
    ['cut at the edge', { matrix: '700 0 0 900 0 0' }, false],
    ['clipped', { before: '100 100 200 200 re W n' }, false],
    ['with a note on it', { page: '/Annots[7 0 R]' }, false],
    ['half transparent', { before: '/G gs', page: '' }, false],
  ] as const)('%s: taken out is %s', async (_how, how, isTaken) => {
    const { path } = await folder.source(scanPdf(how));
    const document = await openPdf(path);
    const jpeg = document.withPage(0, (page) => loneJpeg(document, page));
    document.close();
    expect(jpeg?.equals(scan) ?? false).toBe(isTaken);
  });

  test('is the same picture whichever pages were drawn before', async () => {
    const source = await folder.source('');
    const small = await sharp(scan).resize(850, 1_100).jpeg().toBuffer();
    writeBigScan(source.path, small, 25);
    const document = await openPdf(source.path);
    const took = (index: number): boolean =>
      document.withPage(index, (page) => loneJpeg(document, page)?.equals(small) ?? false);
    expect(Array.from({ length: 25 }, (_, index) => took(index))).not.toContain(false);
    // Read already, they are not read again.
    expect([24, 0, 12].map(took)).toEqual([true, true, true]);
    document.close();
  });

  test('is told from one of as many bytes', async () => {
    const other = Buffer.from(scan);
    const middle = scan.length >> 1;
    other.fill(0x55, middle - 8, middle + 8);
    const { path } = await folder.source(twoScansPdf(scan, other));
    const document = await openPdf(path);
    const taken = [0, 1, 0].map((index) =>
      document.withPage(index, (page) => loneJpeg(document, page)),
    );
    document.close();
    // The second has a mask, which says nothing of the first.
    expect(taken.map((jpeg) => jpeg?.equals(scan) ?? false)).toEqual([true, false, true]);
    expect(taken[1]).toBeNull();
  });

  test('with four inks is painted', async () => {
    const inks = await sharp(scan).toColourspace('cmyk').jpeg().toBuffer();
    const picture = await draw(scanPdf({ jpeg: inks, colours: '/DeviceCMYK' }));
    expect(picture).toMatchObject({ mediaType: 'image/jpeg' });
  });

  test('is told by the names in its dictionary', () => {
    expect(isPlainImage('<</Width 1/Filter/DCTDecode/Length 3 0 R>>', 'jpeg')).toBe(true);
    expect(isPlainImage('<</Width 1/Filter[/DCTDecode]>>', 'jpeg')).toBe(true);
    expect(isPlainImage('<</Width 1/Filter/FlateDecode>>', 'jpeg')).toBe(false);
    const inks = '<</Filter/DCTDecode/DecodeParms<</ColorTransform 0>>>>';
    expect(isPlainImage(inks, 'jpeg')).toBe(false);
    expect(isPlainImage('<</Filter/DCTDecode % /SMask\n>>', 'jpeg')).toBe(false);
  });
});

interface ScanOptions {
  readonly page?: string;
  readonly contents?: string;
  readonly before?: string;
  readonly matrix?: string;
  readonly image?: string;
  readonly colours?: string;
  readonly jpeg?: Buffer;
}

function scanPdf(options: ScanOptions): Buffer {
  const { page = '', contents = '', before = '', matrix = '595 0 0 842 0 0' } = options;
  const { image = '', colours = '/DeviceRGB', jpeg = scan } = options;
  const colourSpace = image.includes('/ColorSpace') ? '' : `/ColorSpace${colours}`;
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
    `<</Type/Page/Parent 2 0 R/Contents 4 0 R${page}/Resources` +
      '<</XObject<</I 5 0 R>>/ExtGState<</G<</ca 0.5>>>>>>>>',
    { dictionary: '', stream: `q ${before} ${matrix} cm /I Do Q ${contents}` },
    {
      dictionary:
        `/Type/XObject/Subtype/Image/Width 2480/Height 3508/BitsPerComponent 8` +
        `${colourSpace}/Filter/DCTDecode${image}`,
      stream: jpeg.toString('latin1'),
    },
    { dictionary: '/N 3/Alternate/DeviceRGB', stream: '' },
    '<</Type/Annot/Subtype/Square/Rect[10 10 90 90]/C[1 0 0]>>',
  ]);
}

async function draw(pdf: Buffer): Promise<Picture> {
  return renderer.picture(await folder.source(pdf), 0, spec, NEVER);
}

/** Mean difference of two pictures, 0 to 255. */
async function difference(one: Picture, other: Picture): Promise<number> {
  const [left, right] = await Promise.all(
    [one, other].map(({ bytes }) => sharp(bytes).greyscale().raw().toBuffer()),
  );
  if (!left || left.length !== right?.length) throw new Error('the pictures differ in size');
  let sum = 0;
  for (const [at, value] of left.entries()) sum += Math.abs(value - (right[at] ?? 0));
  return sum / left.length;
}

/** Two pages, of one picture each; the second's has a mask. */
function twoScansPdf(plain: Buffer, masked: Buffer): Buffer {
  const [first, second] = [6, 7].map(
    (image) =>
      `<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources<</XObject<</I ${image} 0 R>>>>>>`,
  );
  const image =
    '/Type/XObject/Subtype/Image/Width 2480/Height 3508/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/DCTDecode';
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 595 842]>>',
    first ?? '',
    second ?? '',
    { dictionary: '', stream: '595 0 0 842 0 0 cm /I Do' },
    { dictionary: image, stream: plain.toString('latin1') },
    { dictionary: `${image}/SMask 8 0 R`, stream: masked.toString('latin1') },
    {
      dictionary:
        '/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray',
      stream: 'x',
    },
  ]);
}
