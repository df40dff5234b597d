import { describe, expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import { craftPdf } from './craft-pdf.ts';
import { readPixels } from './read-pixels.ts';
import { NEVER, useRenderer } from './use-renderer.ts';

const spec = { tier: pictureTiers.standard, resolution: 'largest', orient: false } as const;

const bench = useRenderer();

describe('text whose font is not in the document is drawn', () => {
  // The words say "Chinese", "Chinese", "Japanese", "Korean" in their own scripts.
  test.each([
    ['in simplified Chinese, by Unicode', 'STSong-Light', 'GB1', 'UniGB-UCS2-H', '4e2d65876c49'],
    [
      'in simplified Chinese, by its old code',
      'STSong-Light',
      'GB1',
      'GBK-EUC-H',
      'd6d0cec4bababafa',
    ],
    ['in traditional Chinese', 'MSung-Light', 'CNS1', 'UniCNS-UCS2-H', '4e2d6587842c'],
    ['in Japanese', 'HeiseiMin-W3', 'Japan1', 'UniJIS-UCS2-H', '65e5672c3042'],
    ['in Korean', 'HYSMyeongJo-Medium', 'Korea1', 'UniKS-UCS2-H', 'd55cad6dc5b4'],
  ])('%s', async (_what, font, collection, encoding, hex) => {
    const inked = await darknessOf(cidPdf(font, collection, encoding, hex));
    const empty = await darknessOf(cidPdf(font, collection, encoding, ''));
    expect(empty).toBe(0);
    expect(inked).toBeGreaterThan(0.05);
  });

  // "Привет" and its like in fonts whose signs are named one by one, as before Unicode.
  test.each([
    ['Cyrillic, by the names of Adobe', ['afii10033', 'afii10082', 'afii10074', 'afii10067']],
    ['Cyrillic, by Unicode', ['uni041F', 'uni0440', 'uni0438', 'uni0432']],
    ['Greek', ['Alpha', 'lambda', 'phi', 'alpha']],
    ['Polish', ['Lslash', 'aogonek', 'eogonek', 'zacute']],
  ])('in %s, whatever its face', async (_what, names) => {
    for (const [face, flags] of [
      ['Helvetica', 32],
      ['Arial,BoldItalic', 32],
      ['TimesNewRomanPSMT', 34],
      ['CourierNewPSMT', 33],
      ['Akademicheskaya', 34],
    ] as const) {
      const inked = await darknessOf(namedPdf(face, flags, names));
      const half = await darknessOf(namedPdf(face, flags, names.slice(0, 2)));
      expect({ face, isDrawn: half > 0.02 && inked > half * 1.3 }).toEqual({ face, isDrawn: true });
    }
  });

  test('and another word looks another way: it is no row of empty boxes', async () => {
    const one = await darknessOf(cidPdf('STSong-Light', 'GB1', 'UniGB-UCS2-H', '4e004e00'));
    const many = await darknessOf(cidPdf('STSong-Light', 'GB1', 'UniGB-UCS2-H', '9f8d9f8d'));
    expect(many).toBeGreaterThan(one * 2);
  });
});

/** Share of ink in the line of text that all of these pages have. */
async function darknessOf(pdf: Buffer): Promise<number> {
  const source = await bench.folder.source(pdf);
  const picture = await bench.renderer.picture(source, 0, spec, NEVER);
  const pixels = await readPixels(picture);
  return pixels.darkness(50 / 595, 1 - 560 / 842, 350 / 595, 1 - 480 / 842);
}

function textPage(font: string, shown: string, more: readonly string[]): Buffer {
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>',
    { dictionary: '', stream: `BT /F 96 Tf 50 490 Td ${shown} Tj ET` },
    font,
    ...more,
  ]);
}

function cidPdf(font: string, collection: string, encoding: string, hex: string): Buffer {
  return textPage(
    `<</Type/Font/Subtype/Type0/BaseFont/${font}/Encoding/${encoding}/DescendantFonts[6 0 R]>>`,
    `<${hex}>`,
    [
      `<</Type/Font/Subtype/CIDFontType0/BaseFont/${font}/DW 1000/FontDescriptor 7 0 R` +
        `/CIDSystemInfo<</Registry(Adobe)/Ordering(${collection})/Supplement 0>>>>`,
      `<</Type/FontDescriptor/FontName/${font}/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0` +
        '/Ascent 880/Descent -120/CapHeight 880/StemV 93>>',
    ],
  );
}

/** A word in a simple font that names its signs. */
function namedPdf(face: string, flags: number, names: readonly string[]): Buffer {
  const differences = names.map((name) => `/${name}`).join('');
  return textPage(
    `<</Type/Font/Subtype/TrueType/BaseFont/${face}/FirstChar 65/LastChar 68` +
      '/Widths[600 600 600 600]/FontDescriptor 6 0 R' +
      `/Encoding<</Type/Encoding/BaseEncoding/WinAnsiEncoding/Differences[65${differences}]>>>>`,
    `(${'ABCD'.slice(0, names.length)})`,
    [
      `<</Type/FontDescriptor/FontName/${face}/Flags ${flags}/FontBBox[-25 -254 1000 880]` +
        '/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>',
    ],
  );
}
