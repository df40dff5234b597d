import { describe, expect, test } from '@jest/globals';
import { pictureTiers, pictureTokens } from '@quire/domain';
import { integer, record, sample } from 'fast-check';
import { craftPdf } from './craft-pdf.ts';
import { readPixels } from './read-pixels.ts';
import { NEVER, useRenderer } from './use-renderer.ts';

const bench = useRenderer();
const spec = { tier: pictureTiers.high, resolution: 'auto', orient: true } as const;
const LINE = 'so many words of its own a page has';
/** Five lines of 12 pt in the middle of the sheet. */
const PRINT = `BT /F 12 Tf 14 TL 200 500 Td ${`(${LINE}) Tj T* `.repeat(5)}ET`;

/** A line from margin to margin. */
const ROW = `(${LINE} ${LINE} ${LINE.slice(0, 20)}) Tj T* `;

function letterPdf(content: string, annotation = '', turn = 0, crop = '0 0 595 842'): Buffer {
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]/Rotate ${turn}/CropBox[${crop}]>>`,
    `<</Type/Page/Parent 2 0 R/Contents 4 0 R/Annots[${annotation}]/Resources<</Font<</F 5 0 R>>>>>>`,
    { dictionary: '', stream: content },
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ]);
}

describe('of a page with words of its own', () => {
  test.each([0, 90, 180, 270])('wide margins are cut, turned by %d° too', async (turn) => {
    const source = await bench.folder.source(letterPdf(PRINT, '', turn));
    const picture = await bench.renderer.picture(source, 0, spec, NEVER);
    expect(picture.reason).toContain('margins cut');
    const pixels = await readPixels(picture);
    const { width, height } = pixels;
    // Five lines of 35 signs, with 17 pt around them: a strip, not a sheet.
    expect(pictureTokens({ width, height })).toBeLessThan(250);
    expect(Math.max(width, height) / Math.min(width, height)).toBeGreaterThan(1.8);
    expect(pixels.darkness(0.2, 0.2, 0.8, 0.8)).toBeGreaterThan(0.02);
  });

  test('margins stay where a size was asked for, and where they are hardly any', async () => {
    const source = await bench.folder.source(letterPdf(PRINT));
    const asked = { ...spec, resolution: 72 };
    expect(await bench.renderer.picture(source, 0, asked, NEVER)).toMatchObject({
      width: 595,
      height: 842,
    });
    const full = `BT /F 12 Tf 14 TL 40 800 Td ${ROW.repeat(55)}ET 0 g 30 30 4 4 re f 561 808 4 4 re f`;
    const { reason } = await bench.renderer.picture(
      await bench.folder.source(letterPdf(full)),
      0,
      spec,
      NEVER,
    );
    expect(reason).not.toContain('margins cut');
  });

  test('margins are cut that were painted white first, as browsers do, and keep what is on them', async () => {
    const sheet = '1 g 0 0 595 842 re f 0 g';
    const marked = `${sheet} ${PRINT} .8 g 40 60 30 30 re f`;
    // As a scanner's lid would show: at the edge, dark, long and in one piece.
    const banded = `${sheet} ${PRINT} .1 .2 .5 rg 0 800 595 42 re f`;
    const [bare, white, kept, headed] = await Promise.all(
      [PRINT, `${sheet} ${PRINT}`, marked, banded].map(async (content) => {
        const source = await bench.folder.source(letterPdf(content));
        return bench.renderer.picture(source, 0, spec, NEVER);
      }),
    );
    expect(white?.reason).toContain('margins cut');
    expect(white?.height).toBe(bare?.height);
    expect(kept?.height).toBeGreaterThan((bare?.height ?? 0) * 2);
    expect(headed?.height).toBeGreaterThan((bare?.height ?? 0) * 1.7);
  });

  test('margins are not cut of a sheet that has another colour', async () => {
    const source = await bench.folder.source(letterPdf(`.9 1 1 rg 0 0 595 842 re f 0 g ${PRINT}`));
    const { reason } = await bench.renderer.picture(source, 0, spec, NEVER);
    expect(reason).not.toContain('margins cut');
  });

  test('no more of its margins is cut than leaves sides that are read well', async () => {
    const line = `BT /F 12 Tf 100 500 Td (${LINE} ${LINE} ${LINE}) Tj ET`;
    const source = await bench.folder.source(letterPdf(line));
    const { height, reason } = await bench.renderer.picture(source, 0, spec, NEVER);
    expect(reason).toContain('margins cut');
    expect(height).toBeGreaterThanOrEqual(200);
  });

  test('margins of a third of the sheet are cut', async () => {
    const short = `BT /F 12 Tf 14 TL 40 800 Td ${ROW.repeat(34)}ET`;
    const source = await bench.folder.source(letterPdf(short));
    const { reason } = await bench.renderer.picture(source, 0, spec, NEVER);
    expect(reason).toContain('margins cut');
  });

  test.each<[string, string, string]>([
    ['a number at its foot', '0 g 290 20 8 8 re f', ''],
    ['a faint line at its side', '.9 G 20 100 m 20 700 l S', ''],
    [
      'a stamp in its corner',
      '',
      '<</Type/Annot/Subtype/Square/Rect[10 10 60 60]/C[1 0 0]/IC[1 0 0]/Border[0 0 3]>>',
    ],
  ])('%s stays on it', async (_what, drawn, annotation) => {
    const bare = await bench.folder.source(letterPdf(PRINT));
    const source = await bench.folder.source(letterPdf(`${PRINT} ${drawn}`, annotation));
    const [cut, kept] = await Promise.all(
      [bare, source].map((each) => bench.renderer.picture(each, 0, spec, NEVER)),
    );
    expect(kept?.height).toBeGreaterThan((cut?.height ?? 0) * 2);
  });

  test.each([
    ['above what is seen of the sheet', '0 600 595 842', 0],
    ['beside it', '0 0 190 842', 0],
    ['beside it as it stands', '0 0 595 300', 90],
  ])('words %s cut nothing', async (_what, crop, turn) => {
    const source = await bench.folder.source(letterPdf(PRINT, '', turn, crop));
    const picture = await bench.renderer.picture(source, 0, spec, NEVER);
    expect(picture.reason).not.toContain('margins cut');
    expect(Math.min(picture.width, picture.height)).toBeGreaterThan(200);
  });

  test('outlined letters and notes cut nothing either', async () => {
    const note =
      '<</Type/Annot/Subtype/Highlight/Rect[200 490 210 500]/QuadPoints[0 0 500 0 0 50 500 50]>>';
    for (const [content, annotation] of [
      [`2 Tr ${PRINT}`, ''],
      [PRINT, note],
    ] as const) {
      const source = await bench.folder.source(letterPdf(content, annotation));
      const { reason } = await bench.renderer.picture(source, 0, spec, NEVER);
      expect(reason).not.toContain('margins cut');
    }
  });

  test('nothing that is drawn anywhere is cut off', async () => {
    const at = { x: integer({ min: 0, max: 565 }), y: integer({ min: 0, max: 812 }) };
    for (const { x, y } of sample(record(at), 8)) {
      const content = `${PRINT} 0 g ${x} ${y} 30 30 re f`;
      const source = await bench.folder.source(letterPdf(content));
      const { data, whole } = await inkOf(source);
      expect(data / whole).toBeGreaterThan(0.9);
      expect(data / whole).toBeLessThan(1.1);
    }
  });

  // A corner of two degrees: its point lies 125 pt behind it, which no box of a path says.
  const SPIKE = '1000 M 5 w 300 430 m 400 432 l 300 434 l S';
  const TURNED_SPIKE = SPIKE.replace('1000 M', '1000 M 0 1 -1 0 735 60 cm');
  test.each([
    ['at its side', SPIKE, 0],
    ['at its foot, as it stands', SPIKE, 90],
    ['at its other side, as it stands', SPIKE, 180],
    ['at its head', TURNED_SPIKE, 0],
  ])('what reaches out of its own box %s keeps the margins', async (_what, drawn, turn) => {
    const source = await bench.folder.source(letterPdf(`${PRINT} ${drawn}`, '', turn));
    const { reason } = await bench.renderer.picture(source, 0, spec, NEVER);
    expect(reason).toContain('reaches out of its boxes');
    expect(reason).not.toContain('margins cut');
    const { data, whole } = await inkOf(source);
    expect(data / whole).toBeGreaterThan(0.9);
  });

  test('letters that say they are smaller than they are drawn keep the margins', async () => {
    const source = await bench.folder.source(lyingLetterPdf());
    const { reason } = await bench.renderer.picture(source, 0, spec, NEVER);
    expect(reason).not.toContain('margins cut');
  });
});

/** Print, and a letter that is a drawing 300 pt wide and says it is 10. */
function lyingLetterPdf(): Buffer {
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R/L 6 0 R>>>>>>',
    { dictionary: '', stream: `${PRINT} BT /L 10 Tf 250 440 Td (a) Tj ET` },
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    '<</Type/Font/Subtype/Type3/FontBBox[0 0 10 10]/FontMatrix[.1 0 0 .1 0 0]/FirstChar 97/LastChar 97' +
      '/Widths[10]/Encoding<</Differences[97/a]>>/CharProcs<</a 7 0 R>>>>',
    { dictionary: '', stream: '10 0 0 0 10 10 d1 0 0 300 10 re f' },
  ]);
}

/** Dark square points on the picture, and on one of the whole sheet at a fixed resolution. */
async function inkOf(
  source: Parameters<typeof bench.renderer.picture>[0],
): Promise<{ data: number; whole: number }> {
  const [auto, fixed] = await Promise.all(
    (['auto', 100] as const).map((resolution) =>
      bench.renderer.picture(source, 0, { ...spec, resolution }, NEVER),
    ),
  );
  if (auto === undefined || fixed === undefined) throw new Error('nothing was drawn');
  const dark = async (picture: typeof auto): Promise<number> => {
    const pixels = await readPixels(picture);
    return (pixels.darkness(0, 0, 1, 1) * pixels.width * pixels.height) / (picture.dpi ?? 1) ** 2;
  };
  return { data: await dark(auto), whole: await dark(fixed) };
}
