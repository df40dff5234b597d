import { describe, expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import sharp from 'sharp';
import type { Picture } from '../src/index.ts';
import { craftPdf } from './craft-pdf.ts';
import { middles, SIZE } from './patches.ts';
import type { PictureCase } from './picture-case.ts';
import { plainPictures } from './plain-pictures.ts';
import { misnamedPicture, scannedPictures } from './scanned-pictures.ts';
import { NEVER, useRenderer } from './use-renderer.ts';

const spec = { tier: pictureTiers.standard, resolution: 72, orient: false } as const;
/** A path that draws nothing: with it a page is not one picture any more, and is painted. */
const PAINTED = '0 0 m 0 0 l n 0 0 1 1 re f ';
const pictures = [...scannedPictures, ...plainPictures].map((one) => [one.name, one] as const);

describe('a picture in a PDF, drawn by PDFium', () => {
  const bench = useRenderer({ engine: 'pdfium' });

  test.each(pictures)('%s', async (_name, picture) => {
    const source = await bench.folder.source(picturePdf(picture));
    // Alone on its page it may be taken out.
    for (const index of [0, 1]) {
      const drawn = await bench.renderer.picture(source, index, spec, NEVER);
      expect(await offOf(drawn, picture)).toBeLessThanOrEqual(picture.off ?? 10);
    }
  });

  test('is damaged, which pdf.js is asked about, where it cannot show it', async () => {
    const source = await bench.folder.source(picturePdf(misnamedPicture));
    await expect(bench.renderer.picture(source, 0, spec, NEVER)).rejects.toMatchObject({
      code: 'page_damaged',
    });
  });
});

describe('a picture in a PDF, drawn by pdf.js', () => {
  const bench = useRenderer({ engine: 'pdfjs' });

  test.each([...pictures, [misnamedPicture.name, misnamedPicture] as const])(
    '%s',
    async (_name, picture) => {
      const source = await bench.folder.source(picturePdf(picture));
      const drawn = await bench.renderer.picture(source, 0, spec, NEVER);
      expect(await offOf(drawn, picture)).toBeLessThanOrEqual(picture.off ?? 10);
    },
  );
});

/** On a page of its own, and under a drawing. */
function picturePdf({ image, stream, other = 'null' }: PictureCase): Buffer {
  const [width, height] = [4 * SIZE.width, 4 * SIZE.height];
  const shown = `.8 0 0 rg q ${width} 0 0 ${height} 0 0 cm /I Do Q `;
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 ${width} ${height}]>>`,
    pageShowing(7),
    pageShowing(8),
    {
      dictionary: `/Type/XObject/Subtype/Image/Width ${SIZE.width}/Height ${SIZE.height}${image}`,
      stream: stream.toString('latin1'),
    },
    other,
    { dictionary: '', stream: shown },
    { dictionary: '', stream: shown + PAINTED },
  ]);
}

function pageShowing(contents: number): string {
  return `<</Type/Page/Parent 2 0 R/Contents ${contents} 0 R/Resources<</XObject<</I 5 0 R>>>>>>`;
}

/** The most by which any patch of it differs from what is to be seen, in shades. */
async function offOf({ bytes }: Picture, { seen }: PictureCase): Promise<number> {
  const { data, info } = await sharp(bytes)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const offs = middles(info.width, info.height).flatMap(({ x, y }, patch) => {
    const at = (y * info.width + x) * info.channels;
    const wanted = seen[patch] ?? [];
    return wanted.map((value, channel) => Math.abs(value - (data[at + channel] ?? Number.NaN)));
  });
  return Math.max(...offs);
}
