import { describe, expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import { makePdf } from '@quire/testkit';
import sharp from 'sharp';
import type { SourceFile } from '../src/index.ts';
import { craftPdf } from './craft-pdf.ts';
import { NEVER, useRenderer } from './use-renderer.ts';

const bench = useRenderer();
const spec = { tier: pictureTiers.high, resolution: 'auto', orient: true } as const;
const PROSE = 'Whatever a scan shows is read by looking at the scan and at nothing else. '.repeat(
  25,
);
const LINE = 'the consignment of 411 units shall be delivered on March';

/** A page of print as a JPEG of 1240 by 1754 px. */
async function drawScan(): Promise<Buffer> {
  const page = await bench.folder.source(Buffer.from(await makePdf([{ text: PROSE }])));
  const asItIs = { tier: pictureTiers.high, resolution: 150, orient: false } as const;
  const { bytes } = await bench.renderer.picture(page, 0, asItIs, NEVER);
  const size = { width: 1240, height: 1754, fit: 'fill' } as const;
  return sharp(bytes).toColourspace('srgb').resize(size).jpeg().toBuffer();
}

/** An A4 page; `/I Do` draws the scan on it. */
function pageOf(contents: string, scan: Buffer = Buffer.alloc(0)): Promise<SourceFile> {
  const pdf = craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</I 6 0 R>>' +
      '/ExtGState<</Clear<</ca 0/CA 0>>/Outline<</ca 0>>>>>>>>',
    { dictionary: '', stream: contents },
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    {
      dictionary:
        '/Type/XObject/Subtype/Image/Width 1240/Height 1754/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/DCTDecode',
      stream: scan.toString('latin1'),
    },
  ]);
  return bench.folder.source(pdf);
}

function lines(count: number, state: string, em: number, from: number): string {
  return `q ${state} BT /F ${em} Tf ${em * 1.4} TL 60 ${from} Td ${`(${LINE}) Tj T* `.repeat(count)} ET Q`;
}

describe('words that nobody sees', () => {
  test.each([
    ['neither filled nor drawn', '3 Tr'],
    ['there to cut by', '7 Tr'],
    ['filled with nothing', '/Clear gs'],
    ['filled and drawn with nothing', '2 Tr /Clear gs'],
  ])('are told from those that are: %s', async (_how, state) => {
    const source = await pageOf(lines(2, state, 9, 700));
    const { words, soundness } = await bench.renderer.textLayer(source, 0, NEVER);
    expect(soundness).toBe('hidden-ocr');
    // They are kept for whoever reads them.
    expect(words.length).toBeGreaterThan(5);
    expect(words.every(({ isHidden }) => isHidden)).toBe(true);
  });

  test.each([
    ['with an outline', '2 Tr /Outline gs'],
    ['of which the outline alone is drawn', '1 Tr'],
    ['that others are cut by, too', '4 Tr'],
  ])('are not words %s', async (_how, state) => {
    const source = await pageOf(lines(2, state, 9, 700));
    const { words, soundness } = await bench.renderer.textLayer(source, 0, NEVER);
    expect(soundness).toBe('sound');
    expect(words.some(({ isHidden }) => isHidden)).toBe(false);
  });

  test('decide neither size nor turn of the scan that they lie on', async () => {
    const upsideDown = 'q -595 0 0 -842 595 842 cm /I Do Q';
    const source = await pageOf(`${upsideDown} ${lines(10, '3 Tr', 2, 780)}`, await drawScan());
    const { rotation, reason, tiles } = await bench.renderer.picture(source, 0, spec, NEVER);
    expect({ rotation, tiles }).toEqual({ rotation: 180, tiles: [] });
    expect(reason).toContain('by looking');
  });

  test('decide nothing beside those that are seen, which do', async () => {
    const source = await pageOf(`${lines(2, '3 Tr', 3.1, 780)} ${lines(3, '', 8, 500)}`);
    const { reason, layer } = await bench.renderer.picture(source, 0, spec, NEVER);
    expect(reason).toMatch(/^type of 8 pt is 18 px tall \(by its own text/);
    expect(layer?.soundness).toBe('sound');
    expect(layer?.words.map(({ isHidden }) => isHidden)).toEqual([
      ...Array<boolean>(20).fill(true),
      ...Array<boolean>(30).fill(false),
    ]);
  });
});
