import { describe, expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import sharp from 'sharp';
import { craftPdf } from './craft-pdf.ts';
import { NEVER, useRenderer } from './use-renderer.ts';

const bench = useRenderer();
const spec = { tier: pictureTiers.high, resolution: 'auto', orient: true } as const;
const [A0, A4] = ['2384 3370', '595 842'];

/** A page of one font. */
function pdf(size: string, contents: string, font: readonly string[]): Buffer {
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 ${size}]>>`,
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>',
    { dictionary: '', stream: contents },
    ...font,
  ]);
}

/** The same page as a scanner files it. */
async function scanOf(printed: Buffer, size: string, dpi: number): Promise<Buffer> {
  const tier = { edgePx: 8000, tokens: 100_000 };
  const sheet = { tier, resolution: dpi, orient: false };
  const source = await bench.folder.source(printed);
  const { bytes, width, height } = await bench.renderer.picture(source, 0, sheet, NEVER);
  const [across, up] = size.split(' ');
  const image = await sharp(bytes).toColourspace('b-w').jpeg({ quality: 80 }).toBuffer();
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 ${size}]>>`,
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>',
    { dictionary: '', stream: `${across} 0 0 ${up} 0 0 cm /I Do` },
    {
      dictionary: `/Type/XObject/Subtype/Image/Width ${width}/Height ${height}/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/DCTDecode`,
      stream: image.toString('latin1'),
    },
  ]);
}

async function pictured(bytes: Buffer) {
  return bench.renderer.picture(await bench.folder.source(bytes), 0, spec, NEVER);
}

function emOf(reason: string): number {
  return Number(/^type of ([\d.]+) pt/.exec(reason)?.[1]);
}

test('type of 8 pt on a scan of A0 is looked for closer, beside a title of 60', async () => {
  const rooms = Array.from({ length: 80 }, (_, at) => {
    const [x, y] = [100 + (at % 8) * 280, 3000 - Math.floor(at / 8) * 280];
    return `BT /F 8 Tf 11 TL ${x} ${y} Td (Room ${at + 101}, floor finish tile 30 by 30) Tj T* (4.${at} m by 3.${at} m) Tj ET`;
  });
  const title = 'BT /F 60 Tf 1400 120 Td (SECOND FLOOR PLAN) Tj ET';
  const plan = pdf(A0, [...rooms, title].join('\n'), [
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ]);
  const { reason } = await pictured(await scanOf(plan, A0, 144));
  expect(emOf(reason)).toBeGreaterThan(6);
  expect(emOf(reason)).toBeLessThan(11);
});

describe('lines that run down', () => {
  const text =
    '港の年次報告書には漁船と貨物船および旅客船の数が記載されています。図書館は毎日午前九時から午後六時まで開館しています。';
  const columns = Array.from({ length: 16 }, (_, at) => {
    const column = `${text.slice(at * 2)}${text}`.slice(0, 52);
    const hex = Buffer.from(column, 'utf16le').swap16().toString('hex');
    return `BT /F 14 Tf ${550 - at * 26} 790 Td <${hex}> Tj ET`;
  });
  const page = pdf(A4, columns.join('\n'), [
    '<</Type/Font/Subtype/Type0/BaseFont/HeiseiMin-W3/Encoding/UniJIS-UCS2-V/DescendantFonts[6 0 R]>>',
    '<</Type/Font/Subtype/CIDFontType0/BaseFont/HeiseiMin-W3/DW 1000/FontDescriptor 7 0 R' +
      '/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 0>>>>',
    '<</Type/FontDescriptor/FontName/HeiseiMin-W3/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0' +
      '/Ascent 880/Descent -120/CapHeight 880/StemV 93>>',
  ]);

  test('are enough of a page, few words as they are, to say how large its type is', async () => {
    const { reason, rotation } = await pictured(page);
    expect(reason).toMatch(/^type of 14 pt is 18 px tall \(by its own text/);
    expect(rotation).toBe(0);
  });

  test('are measured across, not along, where they are looked at', async () => {
    const { reason, rotation } = await pictured(await scanOf(page, A4, 200));
    expect(rotation).toBe(0);
    expect(emOf(reason)).toBeGreaterThan(11);
    expect(emOf(reason)).toBeLessThan(17);
  });
});
