import { describe, expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import sharp from 'sharp';
import { skewAngle } from '../src/analysis/skew-angle.ts';
import type { Picture, PictureSpec, SourceFile } from '../src/index.ts';
import { craftPdf } from './craft-pdf.ts';
import { NEVER, useRenderer } from './use-renderer.ts';
import { sample } from './work-folder.ts';

const bench = useRenderer();
const spec = { tier: pictureTiers.high, resolution: 'auto', orient: true } as const;

describe('a sheet that lay crooked on the scanner', () => {
  test.each([
    [1.5, 0],
    [-1.5, 0],
    [1.5, 90],
    [-2.5, 180],
  ])('by %d°, turned by %d°, is straight and upright in its picture', async (skew, turn) => {
    const scan = await bench.folder.source(await scanPdf(await crooked(skew + turn)));
    const picture = await draw(scan);
    expect(Math.abs(await skewOf(picture))).toBeLessThan(0.3);
    expect(picture.rotation).toBe((360 - turn) % 360);
    expect(Math.abs(straightenedBy(picture) - skew)).toBeLessThan(0.3);
  });

  test('is straight as an image, too, and in black and white', async () => {
    const image = await crooked(1.5);
    const bilevel = await sharp(image).threshold(128).png({ colours: 2 }).toBuffer();
    for (const bytes of [image, bilevel]) {
      const mediaType = bytes === image ? 'image/jpeg' : 'image/png';
      const picture = await draw(await bench.folder.source(bytes, mediaType));
      expect(Math.abs(await skewOf(picture))).toBeLessThan(0.3);
      expect(Math.abs(straightenedBy(picture) - 1.5)).toBeLessThan(0.3);
    }
  });

  test('stays as it lies where nobody wants pages turned', async () => {
    const scan = await bench.folder.source(await scanPdf(await crooked(1.5)));
    const picture = await draw(scan, { orient: false });
    expect(Math.abs((await skewOf(picture)) - 1.5)).toBeLessThan(0.3);
    expect(picture.reason).not.toContain('straightened');
  });

  test('stays as it is where it lies less crooked than turning blurs', async () => {
    for (const skew of [0, 0.3]) {
      const picture = await draw(await bench.folder.source(await scanPdf(await crooked(skew))));
      expect(picture.reason).not.toContain('straightened');
    }
  });
});

/** The sample's form as a scanner would see it, turned clockwise by so many degrees, as a JPEG. */
function crooked(degrees: number): Promise<Buffer> {
  return sharp(sample('form.png', 'image/png').path)
    .rotate(degrees, { background: 'white' })
    .flatten({ background: 'white' })
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** A page that is one JPEG, at 144 dpi. */
async function scanPdf(jpeg: Buffer): Promise<Buffer> {
  const { width, height, channels } = await sharp(jpeg).metadata();
  const [wide, high] = [width / 2, height / 2];
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 ${wide} ${high}]>>`,
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>',
    { dictionary: '', stream: `${wide} 0 0 ${high} 0 0 cm /I Do` },
    {
      dictionary:
        `/Type/XObject/Subtype/Image/Width ${width}/Height ${height}/BitsPerComponent 8` +
        `/ColorSpace/Device${channels === 1 ? 'Gray' : 'RGB'}/Filter/DCTDecode`,
      stream: jpeg.toString('latin1'),
    },
  ]);
}

function draw(source: SourceFile, other: Partial<PictureSpec> = {}): Promise<Picture> {
  return bench.renderer.picture(source, 0, { ...spec, ...other }, NEVER);
}

/** Of the picture that is sent, looked at anew. */
async function skewOf({ bytes }: Picture): Promise<number> {
  const { data, info } = await sharp(bytes)
    .resize({ width: 1_000, height: 1_000, fit: 'inside' })
    .greyscale()
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return skewAngle({ data: new Uint8Array(data), width: info.width, height: info.height });
}

/** What the page says of it, in degrees. */
function straightenedBy({ reason }: Picture): number {
  return Number(/straightened by (-?[\d.]+)°/.exec(reason)?.[1] ?? Number.NaN);
}
