import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import { makeImage } from '@quire/testkit';
import { openPdf } from '../src/renderer/pdf-document.ts';
import { isDamaged } from '../src/renderer/is-damaged.ts';
import { type CraftedBody, craftPdf } from './craft-pdf.ts';
import { lockedPage } from './owner-locked-pdf.ts';
import { NEVER, useRenderer } from './use-renderer.ts';

const bench = useRenderer();
const spec = { tier: pictureTiers.standard, resolution: 'auto', orient: true } as const;
const GARBAGE = 'U'.repeat(5_000);
const PACKED_NOTHING = deflateSync('q Q\n'.repeat(20));
const SCAN = { dictionary: '', stream: 'q 595 0 0 842 0 0 cm /I Do Q' };

describe('a page on which nothing is seen is', () => {
  test.each([
    ['a JPEG that is none', '/Filter/DCTDecode', GARBAGE],
    ['an empty JPEG', '/Filter/DCTDecode', ''],
    ['a broken JPEG 2000', '/Filter/JPXDecode', GARBAGE],
    ['a broken JBIG2', '/Filter/JBIG2Decode', GARBAGE],
    ['a picture in a filter of its own', '/Filter/ZstdDecode', GARBAGE],
  ])('damaged where it is %s', async (_what, filter, stream) => {
    await expect(pictureOf(SCAN, image(filter, stream))).rejects.toMatchObject({
      code: 'page_damaged',
    });
  });

  test('damaged where its JPEG ends with its header', async () => {
    const jpeg = await makeImage({ width: 800, height: 1100, format: 'jpeg', text: 'cut off' });
    const head = jpeg.subarray(0, 300).toString('latin1');
    await expect(pictureOf(SCAN, image('/Filter/DCTDecode', head))).rejects.toMatchObject({
      code: 'page_damaged',
    });
  });

  test.each([
    ['cannot be unpacked', { dictionary: '/Filter/FlateDecode', stream: GARBAGE }],
    ['is packed in what nobody knows', { dictionary: '/Filter/BrotliDecode', stream: GARBAGE }],
    ['draws what is not there', { dictionary: '', stream: 'q 595 0 0 842 0 0 cm /Missing Do Q' }],
  ])('damaged where its content %s', async (_what, content) => {
    await expect(pictureOf(content)).rejects.toMatchObject({ code: 'page_damaged' });
  });

  test.each([
    ['has no content', null],
    ['draws a white picture', SCAN],
    ['draws in white', { dictionary: '', stream: '1 g 0 0 595 842 re f' }],
    ['moves its pen alone', { dictionary: '', stream: 'q 1 0 0 1 72 720 cm BT /Do 12 Tf ET Q' }],
  ])('blank where it %s', async (_what, content) => {
    const white = await makeImage({ width: 800, height: 1100, format: 'jpeg', text: '' });
    const { isBlank } = await pictureOf(
      content,
      image('/Filter/DCTDecode', white.toString('latin1')),
    );
    expect(isBlank).toBe(true);
  });
});

describe('a page of nothing is blank though', () => {
  const unsigned = PACKED_NOTHING.subarray(0, -4);
  test.each([
    ['nothing is packed', packed(Buffer.alloc(0))],
    ['its checksum is missing', packed(unsigned)],
    ['its checksum is wrong', packed(Buffer.concat([unsigned, Buffer.from('sums')]))],
    ['it is packed twice', packed(deflateSync(PACKED_NOTHING), '[/FlateDecode/FlateDecode]')],
    ['how it is packed stands elsewhere', packed(PACKED_NOTHING, ' 5 0 R')],
  ])('%s', async (_what, content) => {
    expect((await pictureOf(content, '[/FlateDecode]')).isBlank).toBe(true);
  });

  test('it refers to all pictures of its file, which are not copied to find that out', async () => {
    const pictures = image('', randomBytes(30e6).toString('latin1'));
    const path = (await bench.folder.source(pagePdf(packed(PACKED_NOTHING), pictures))).path;
    const document = await openPdf(path);
    const before = document.api.pdfium.HEAPU8.length;
    expect(isDamaged(document, 0)).toBe(false);
    expect(document.api.pdfium.HEAPU8.length - before).toBeLessThan(30e6);
    document.close();
  });

  test('under a lock', async () => {
    expect(await isDamagedWhenLocked('q Q')).toBe(false);
    expect(await isDamagedWhenLocked('/Missing Do')).toBe(true);
  });
});

async function isDamagedWhenLocked(content: string): Promise<boolean> {
  const document = await openPdf((await bench.folder.source(lockedPage(content))).path);
  try {
    return isDamaged(document, 0);
  } finally {
    document.close();
  }
}

function packed(stream: Buffer, filter = '/FlateDecode'): CraftedBody {
  return { dictionary: `/Filter${filter}`, stream: stream.toString('latin1') };
}

function image(filter: string, stream: string) {
  const dictionary = `/Type/XObject/Subtype/Image/Width 800/Height 1100/BitsPerComponent 8/ColorSpace/DeviceRGB${filter}`;
  return { dictionary, stream };
}

async function pictureOf(content: CraftedBody | null, xObject?: CraftedBody) {
  const source = await bench.folder.source(pagePdf(content, xObject));
  return bench.renderer.picture(source, 0, spec, NEVER);
}

function pagePdf(content: CraftedBody | null, xObject: CraftedBody = 'null'): Buffer {
  const contents = content === null ? '' : '/Contents 4 0 R';
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
    `<</Type/Page/Parent 2 0 R${contents}/Resources<</XObject<</I 5 0 R>>>>>>`,
    content ?? 'null',
    xObject,
  ]);
}
