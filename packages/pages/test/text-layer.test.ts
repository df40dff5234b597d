import { describe, expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import { makeImage, makePdf } from '@quire/testkit';
import type { TextLayer } from '../src/index.ts';
import { craftPdf } from './craft-pdf.ts';
import { NEVER, useRenderer } from './use-renderer.ts';
import { sample } from './work-folder.ts';

const bench = useRenderer();

describe('a text layer', () => {
  test('has the words of the page, where they stand', async () => {
    const { words, soundness } = await layerOf('BT /F 20 Tf 100 700 Td (Hello wide world) Tj ET');
    expect(soundness).toBe('sound');
    expect(words.map(({ text }) => text)).toEqual(['Hello', 'wide', 'world']);
    const [hello] = words;
    expect(hello).toMatchObject({ fontSize: 20, angle: 0 });
    expect(hello?.x).toBeCloseTo(101.5, 0);
    // The base line is 142 points from the top, and capitals of Helvetica are 0.72 high.
    expect((hello?.y ?? 0) + (hello?.height ?? 0)).toBeCloseTo(142.2, 0);
    expect(hello?.height).toBeCloseTo(14.8, 0);
  });

  test('has the font as large as it is drawn, not as it is named', async () => {
    const { words } = await layerOf('BT /F 1 Tf 12 0 0 12 50 500 Tm (twelve) Tj ET');
    expect(words).toMatchObject([{ text: 'twelve', fontSize: 12 }]);
  });

  test('has letters that are made narrow as high as they are', async () => {
    const { words } = await layerOf('BT /F 1 Tf 6 0 0 12 50 500 Tm (narrow) Tj ET');
    expect(words).toMatchObject([{ text: 'narrow', fontSize: 12 }]);
  });

  test('says how far words are turned', async () => {
    const { words } = await layerOf('BT /F 12 Tf 0 1 -1 0 50 500 Tm (upwards) Tj ET');
    expect(words).toMatchObject([{ text: 'upwards', angle: 270 }]);
  });

  test('stands upright where its type is turned twice', async () => {
    const { words } = await layerOf('BT /F -12 Tf -1 0 0 -1 50 500 Tm (upright) Tj ET');
    expect(words).toMatchObject([{ text: 'upright', fontSize: 12, angle: 0 }]);
  });

  test('is as tall as it is seen where its font has a measure of its own', async () => {
    const pdf = craftPdf([
      '<</Type/Catalog/Pages 2 0 R>>',
      '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
      '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>',
      { dictionary: '', stream: 'BT /F 0.2 Tf 100 700 Td (abbaabba) Tj ET' },
      '<</Type/Font/Subtype/Type3/FontBBox[0 0 40 60]/FontMatrix[1 0 0 1 0 0]/FirstChar 97' +
        '/LastChar 98/Widths[50 50]/Encoding<</Differences[97/a/b]>>/CharProcs<</a 6 0 R/b 6 0 R>>>>',
      { dictionary: '', stream: '50 0 0 0 40 60 d1 0 0 40 60 re f' },
    ]);
    const source = await bench.folder.source(pdf);
    const { words } = await bench.renderer.textLayer(source, 0, NEVER);
    expect(words).toHaveLength(1);
    // Letters 12 pt tall are of an em of 17.
    expect(words[0]?.fontSize).toBeCloseTo(17, 0);
  });

  test('written downwards is as large as it says, however long its words are', async () => {
    const pdf = craftPdf([
      '<</Type/Catalog/Pages 2 0 R>>',
      '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
      '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>',
      { dictionary: '', stream: `BT /F 10 Tf 300 700 Td <${'65e5672c8a9e'.repeat(4)}> Tj ET` },
      '<</Type/Font/Subtype/Type0/BaseFont/Ryumin-Light/Encoding/UniJIS-UCS2-V/DescendantFonts[6 0 R]>>',
      '<</Type/Font/Subtype/CIDFontType0/BaseFont/Ryumin-Light' +
        '/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>/FontDescriptor 7 0 R>>',
      '<</Type/FontDescriptor/FontName/Ryumin-Light/Flags 4/ItalicAngle 0/Ascent 800/Descent -200>>',
    ]);
    const source = await bench.folder.source(pdf);
    const { words } = await bench.renderer.textLayer(source, 0, NEVER);
    expect(words.length).toBeGreaterThan(0);
    for (const { height, fontSize } of words) {
      expect(height).toBeGreaterThan(50);
      expect(fontSize).toBe(10);
    }
  });

  test('of a page that turns itself stands as the page is seen', async () => {
    const bottomLeft = 'BT /F 12 Tf 10 10 Td (corner) Tj ET';
    const seen = new Map<number, object>();
    for (const rotate of [0, 90, 180, 270]) {
      const { words } = await layerOf(bottomLeft, `/Rotate ${rotate}`);
      const [word] = words;
      if (!word) throw new Error('there is no word');
      seen.set(rotate, {
        angle: word.angle,
        left: word.x < 60,
        top: word.y < 60,
        wide: word.width > word.height,
      });
    }
    expect(Object.fromEntries(seen)).toEqual({
      0: { angle: 0, left: true, top: false, wide: true },
      90: { angle: 90, left: true, top: true, wide: false },
      180: { angle: 180, left: false, top: true, wide: true },
      270: { angle: 270, left: false, top: false, wide: false },
    });
  });

  test('counts from the corner of what is seen of the page', async () => {
    const { words } = await layerOf(
      'BT /F 12 Tf 200 400 Td (shifted) Tj ET',
      '/CropBox[190 300 590 800]',
    );
    expect(words[0]?.x).toBeCloseTo(10, 0);
    expect((words[0]?.y ?? 0) + (words[0]?.height ?? 0)).toBeCloseTo(400, 0);
  });

  test('that is invisible is somebody else’s OCR', async () => {
    const { words, soundness } = await layerOf('BT 3 Tr /F 12 Tf 50 500 Td (scanned) Tj ET');
    expect(soundness).toBe('hidden-ocr');
    expect(words).toMatchObject([{ text: 'scanned' }]);
  });

  test('whose signs have no meaning is unmapped', async () => {
    const map = '1 beginbfrange <00> <ff> <e000> endbfrange';
    const { soundness } = await layerOf('BT /F 12 Tf 50 500 Td (private) Tj ET', '', map);
    expect(soundness).toBe('unmapped');
  });

  test('that was read with the wrong encoding is mojibake', async () => {
    const { soundness } = await layerOf('BT /F 12 Tf 50 500 Td (Caf\u00c3\u00a9) Tj ET');
    expect(soundness).toBe('mojibake');
  });

  test('is none on an empty page, and of an image', async () => {
    expect(await layerOf('')).toEqual({ words: [], soundness: 'none' });
    const png = await makeImage({ width: 300, height: 200, format: 'png', text: 'a picture' });
    const image = await bench.folder.source(png, 'image/png');
    expect(await bench.renderer.textLayer(image, 0, NEVER)).toEqual({
      words: [],
      soundness: 'none',
    });
  });

  test('comes with the picture of its page, drawn as it comes or looked at, and turned or not', async () => {
    const pdf = await makePdf([{ text: 'Hello', rotate: 90 }, {}]);
    const source = await bench.folder.source(Buffer.from(pdf));
    const alone = await bench.renderer.textLayer(source, 0, NEVER);
    for (const [resolution, orient] of [
      ['auto', true],
      [72, false],
    ] as const) {
      const spec = { tier: pictureTiers.standard, resolution, orient };
      const { layer } = await bench.renderer.picture(source, 0, spec, NEVER);
      expect(layer).toEqual({
        ...alone,
        page: { width: 842, height: 595 },
        unlayered: null,
      });
      expect((await bench.renderer.picture(source, 1, spec, NEVER)).layer).toBeNull();
    }
    const png = await makeImage({ width: 300, height: 200, format: 'png', text: 'a picture' });
    const image = await bench.folder.source(png, 'image/png');
    const spec = { tier: pictureTiers.standard, resolution: 'auto', orient: false } as const;
    expect((await bench.renderer.picture(image, 0, spec, NEVER)).layer).toBeNull();
  });

  test('of a report is quick, and sound', async () => {
    const report = sample('report.pdf', 'application/pdf');
    await bench.renderer.textLayer(report, 0, NEVER);
    const startedAt = performance.now();
    const layers = await Promise.all(
      [1, 2, 3, 4].map((index) => bench.renderer.textLayer(report, index, NEVER)),
    );
    const tookMs = (performance.now() - startedAt) / layers.length;
    process.stderr.write(
      `a text layer of ${layers[0]?.words.length} words: ${tookMs.toFixed(1)} ms\n`,
    );
    for (const { words, soundness } of layers) {
      expect(soundness).toBe('sound');
      expect(words.length).toBeGreaterThan(10);
    }
  });

  test('of a page that is not there is page_missing', async () => {
    const report = sample('report.pdf', 'application/pdf');
    await expect(bench.renderer.textLayer(report, 99, NEVER)).rejects.toMatchObject({
      code: 'page_missing',
    });
  });
});

/** @param toUnicode the ranges that say what the font's codes mean, where it is not what is usual */
async function layerOf(contents: string, page = '', toUnicode?: string): Promise<TextLayer> {
  const map = toUnicode === undefined ? '' : '/ToUnicode 6 0 R';
  const pdf = craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
    `<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>${page}>>`,
    { dictionary: '', stream: contents },
    `<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding${map}>>`,
    {
      dictionary: '',
      stream:
        '/CIDInit /ProcSet findresource begin begincmap ' +
        `1 begincodespacerange <00> <ff> endcodespacerange ${toUnicode} endcmap end`,
    },
  ]);
  return bench.renderer.textLayer(await bench.folder.source(pdf), 0, NEVER);
}
