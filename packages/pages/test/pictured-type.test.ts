import { describe, expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import { makeImage } from '@quire/testkit';
import sharp from 'sharp';
import { craftPdf } from './craft-pdf.ts';
import { NEVER, useRenderer } from './use-renderer.ts';

const bench = useRenderer();
const spec = { tier: pictureTiers.high, resolution: 'auto', orient: true } as const;
const LINE = 'so many words of its own a slide has';
const TITLES = `BT /F 24 Tf 30 TL 40 500 Td ${`(${LINE}) Tj T* `.repeat(4)}ET`;
const PRINT =
  'What a screenshot shows is print as well, and smaller than the slide it is on. '.repeat(12);

/** A slide of type of 24 pt, and whatever picture on it, 480 by 300 pt, placed by the page or by a form on it. */
function slidePdf(jpeg: Buffer, turn = 0, placing: 'page' | 'form' = 'page'): Buffer {
  const place = { page: '480 0 0 300 400 40 cm /I Do', form: '2 0 0 2 300 0 cm /P Do' }[placing];
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 960 540]/Rotate ${turn}>>`,
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</I 6 0 R/P 7 0 R>>>>>>',
    { dictionary: '', stream: `${TITLES} q ${place} Q` },
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    {
      dictionary:
        '/Type/XObject/Subtype/Image/Width 960/Height 600/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/DCTDecode',
      stream: jpeg.toString('latin1'),
    },
    {
      dictionary:
        '/Type/XObject/Subtype/Form/BBox[0 0 960 540]/Resources<</XObject<</I 6 0 R>>>>/Matrix[1 0 0 1 20 10]',
      stream: 'q 240 0 0 150 30 10 cm /I Do Q',
    },
  ]);
}

describe('a page with words of its own is as large as', () => {
  test.each([0, 90])('the print in its pictures needs, turned by %d°', async (turn) => {
    const print = await makeImage({ width: 960, height: 600, format: 'jpeg', text: PRINT });
    const source = await bench.folder.source(slidePdf(print, turn));
    const { dpi, reason } = await bench.renderer.picture(source, 0, spec, NEVER);
    expect(reason).toContain('a look at its pictures');
    // Of 24 pt, 18 px are 54 dpi.
    expect(dpi).toBeGreaterThan(80);
  });

  test('light print in a dark picture needs: a screen', async () => {
    const print = await makeImage({ width: 960, height: 600, format: 'png', text: PRINT });
    const dark = await sharp(print).negate().linear(0.85, 20).jpeg().toBuffer();
    const source = await bench.folder.source(slidePdf(dark));
    const { dpi, reason } = await bench.renderer.picture(source, 0, spec, NEVER);
    expect(reason).toContain('a look at its pictures');
    expect(dpi).toBeGreaterThan(80);
  });

  test('the print in a picture needs that a form on it places', async () => {
    const print = await makeImage({ width: 960, height: 600, format: 'jpeg', text: PRINT });
    const placed = await Promise.all(
      (['page', 'form'] as const).map(async (placing) => {
        const source = await bench.folder.source(slidePdf(print, 0, placing));
        const { dpi, layer } = await bench.renderer.picture(source, 0, spec, NEVER);
        return { dpi, places: layer?.unlayered };
      }),
    );
    expect(placed[0]?.dpi).toBeGreaterThan(80);
    expect(placed[0]?.places).toEqual([{ x: 400, y: 200, width: 480, height: 300 }]);
    expect(placed[1]).toEqual(placed[0]);
  });

  test('its words need, where its picture shows a label and no print', async () => {
    const label = await makeImage({
      width: 200,
      height: 40,
      format: 'png',
      text: 'A SMALL LABEL ON IT',
    });
    const picture = await sharp(label)
      .extend({ right: 760, bottom: 560, background: 'white' })
      .jpeg()
      .toBuffer();
    const source = await bench.folder.source(slidePdf(picture));
    const { reason } = await bench.renderer.picture(source, 0, spec, NEVER);
    expect(reason).toContain('type of 24 pt');
  });

  test('its words need, where its picture shows none', async () => {
    const empty = await makeImage({ width: 960, height: 600, format: 'jpeg', text: '' });
    const source = await bench.folder.source(slidePdf(empty));
    const { dpi, reason } = await bench.renderer.picture(source, 0, spec, NEVER);
    expect(reason).not.toContain('pictures');
    expect(dpi).toBeLessThan(60);
  });
});
