import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import { openPageRenderer, type PageRenderer } from '../src/index.ts';
import { craftPdf } from './craft-pdf.ts';
import { readPixels } from './read-pixels.ts';
import { openWorkFolder, type WorkFolder } from './work-folder.ts';

jest.setTimeout(60_000);

const spec = { tier: pictureTiers.standard, resolution: 'largest', orient: false } as const;

let renderer: PageRenderer;
let folder: WorkFolder;

beforeAll(async () => {
  folder = await openWorkFolder();
  renderer = openPageRenderer({ processes: 1, timeoutMs: 30_000 });
});

afterAll(async () => {
  await renderer.close();
  await folder.remove();
});

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

  test('and another word looks another way: it is no row of empty boxes', async () => {
    const one = await darknessOf(cidPdf('STSong-Light', 'GB1', 'UniGB-UCS2-H', '4e004e00'));
    const many = await darknessOf(cidPdf('STSong-Light', 'GB1', 'UniGB-UCS2-H', '9f8d9f8d'));
    expect(many).toBeGreaterThan(one * 2);
  });
});

/** Share of ink in the line of text that all of these pages have. */
async function darknessOf(pdf: Buffer): Promise<number> {
  const source = await folder.source(pdf);
  const picture = await renderer.picture(source, 0, spec, new AbortController().signal);
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
