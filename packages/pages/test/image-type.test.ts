import { describe, expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import { craftPdf } from './craft-pdf.ts';
import { NEVER, useRenderer } from './use-renderer.ts';

const bench = useRenderer();
const spec = { tier: pictureTiers.high, resolution: 'auto', orient: false } as const;
const LINE = 'What stands here is to be read by everybody who is asked';
/** A5 at this has letters of 2.5 px a point. */
const DPI = 180;

const lines = (count: number, em: number, from: number): string =>
  `BT /F ${em} Tf ${em * 1.5} TL 20 ${from} Td ${`(${LINE.slice(0, em === 8 ? 56 : 40)}) Tj T* `.repeat(count)}ET`;

/** Lines of 16 pt and lines of 8, as pixels. */
async function printedImage(large: number, small: number): Promise<Buffer> {
  const pdf = craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 420 595]>>',
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>',
    { dictionary: '', stream: `${lines(large, 16, 560)} ${lines(small, 8, 140)}` },
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ]);
  const page = await bench.folder.source(pdf);
  const { bytes } = await bench.renderer.picture(page, 0, { ...spec, resolution: DPI }, NEVER);
  return bytes;
}

describe('an uploaded image is as large as its type needs, which is 20 px tall', () => {
  test.each([
    ['of one size', 16, 0, 16],
    ['of which a quarter is smaller', 16, 4, 8],
    ['of which a single line in twenty is smaller', 17, 1, 16],
  ])('%s', async (_what, large, small, em) => {
    const source = await bench.folder.source(await printedImage(large, small), 'image/png');
    const { width, reason } = await bench.renderer.picture(source, 0, spec, NEVER);
    const found = /^type of ([\d.]+) px is 20 px tall/.exec(reason)?.[1];
    // What is measured by looking is up to a quarter off.
    expect(Math.abs(Number(found) / ((em * DPI) / 72) - 1)).toBeLessThan(0.25);
    // Forty signs in a line, each half an em wide.
    expect(width).toBeGreaterThan(40 * 0.4 * 20);
  });
});
