import { describe, expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import { craftPdf } from './craft-pdf.ts';
import { NEVER, useRenderer } from './use-renderer.ts';

/** Two pages of letter size, one written in units of two points; the unit may stand elsewhere. */
function letterPdf(unit: string): Buffer {
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2/Resources<</Font<</F 5 0 R>>>>>>',
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 306 396]/UserUnit ${unit}/Contents 4 0 R>>`,
    { dictionary: '', stream: 'BT /F 6 Tf 50 300 Td (twelve) Tj ET' },
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 8 0 R>>',
    '2',
    { dictionary: '', stream: 'BT /F 12 Tf 100 600 Td (twelve) Tj ET' },
  ]);
}

describe.each(['pdfium', 'pdfjs'] as const)('%s takes a page in a unit of its own', (engine) => {
  const bench = useRenderer({ engine });

  test.each(['2', '7 0 R', '2.0'])('for as large as it is: UserUnit %s', async (unit) => {
    const source = await bench.folder.source(letterPdf(unit));
    const letter = { width: 612, height: 792, unit: 'pt' };
    expect(await bench.renderer.inspect(source, 10, NEVER)).toEqual([letter, letter]);
    const spec = { tier: pictureTiers.high, resolution: 150, orient: false } as const;
    for (const index of [0, 1]) {
      expect(await bench.renderer.picture(source, index, spec, NEVER)).toMatchObject({
        width: 1275,
        height: 1650,
        dpi: 150,
      });
    }
  });

  test('for as large as it says where it says nothing that is a size', async () => {
    const source = await bench.folder.source(letterPdf('-2'));
    const [first] = await bench.renderer.inspect(source, 10, NEVER);
    expect(first).toMatchObject({ width: 306, height: 396 });
  });
});

describe('its words', () => {
  const bench = useRenderer();

  test('stand where they are seen, as large as they are seen', async () => {
    const source = await bench.folder.source(letterPdf('2'));
    const [inUnits, inPoints] = await Promise.all(
      [0, 1].map((index) => bench.renderer.textLayer(source, index, NEVER)),
    );
    const [[word], [same]] = [inUnits?.words ?? [], inPoints?.words ?? []];
    expect(word?.fontSize).toBe(12);
    for (const side of ['x', 'y', 'width', 'height'] as const) {
      expect(word?.[side]).toBeCloseTo(same?.[side] ?? 0, 1);
    }
  });
});
