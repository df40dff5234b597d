import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { drawPage } from '../src/renderer/draw-page.ts';
import { isColourless } from '../src/renderer/is-colourless.ts';
import { WHOLE } from '../src/renderer/look-at-page.ts';
import { openPdf } from '../src/renderer/pdf-document.ts';
import { craftPdf } from './craft-pdf.ts';
import { NEVER, useRenderer } from './use-renderer.ts';
import { openWorkFolder, type WorkFolder } from './work-folder.ts';

const WORDS = 'BT /F 12 Tf 100 700 Td (Hello) Tj ET';
const FONT = '/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>';
const TYPE_3 =
  '/Font<</F<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[.1 0 0 .1 0 0]/FirstChar 72' +
  '/LastChar 72/Widths[9]/Encoding<</Type/Encoding/Differences[72/H]>>/CharProcs<</H 5 0 R>>>>>>';
const RED_TILE =
  '/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 9/YStep 9/Resources<<>>';

let folder: WorkFolder;
beforeAll(async () => {
  folder = await openWorkFolder();
});
afterAll(() => folder.remove());

/** A page with resources, and one stream besides, which is object 5. */
interface Page {
  readonly content: string;
  readonly resources?: string;
  readonly beside?: { readonly dictionary: string; readonly stream: string };
  readonly annotation?: string;
}

function pdfOf({ content, resources = FONT, beside, annotation }: Page): Buffer {
  const annotations = annotation === undefined ? '' : `/Annots[${annotation}]`;
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
    `<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<${resources}>>${annotations}>>`,
    { dictionary: '', stream: content },
    beside ?? { dictionary: '', stream: '' },
  ]);
}

async function isGrey(page: Page): Promise<boolean> {
  const { path } = await folder.source(pdfOf(page));
  const document = await openPdf(path);
  try {
    return document.withPage(0, (handle) => isColourless(document, handle));
  } finally {
    document.close();
  }
}

describe('a page has no colour', () => {
  test.each<[string, Page]>([
    ['of black words and a rule', { content: `${WORDS} 100 600 300 2 re f 100 500 m 200 500 l S` }],
    ['with a grey box', { content: `.8 g 100 600 300 200 re f 0 g ${WORDS}` }],
    [
      'whose letterhead is a drawing of its own',
      {
        content: `/X Do ${WORDS}`,
        resources: `${FONT}/XObject<</X 5 0 R>>`,
        beside: {
          dictionary: '/Type/XObject/Subtype/Form/BBox[0 0 595 842]',
          stream: '.3 g 100 800 300 20 re f',
        },
      },
    ],
    [
      'with a link that shows nothing',
      {
        content: WORDS,
        annotation: '<</Type/Annot/Subtype/Link/Rect[90 690 200 720]/Border[0 0 0]>>',
      },
    ],
  ])('%s', async (_what, page) => {
    expect(await isGrey(page)).toBe(true);
  });
});

describe('a page may have a colour', () => {
  test.each<[string, Page]>([
    ['that its words have', { content: `1 0 0 rg ${WORDS}` }],
    ['that its lines have', { content: `${WORDS} 0 0 1 RG 100 500 m 200 500 l S` }],
    ['that outlines of words have', { content: `0 1 0 RG 1 Tr ${WORDS}` }],
    [
      'in a drawing on it',
      {
        content: '/X Do',
        resources: '/XObject<</X 5 0 R>>',
        beside: {
          dictionary: '/Type/XObject/Subtype/Form/BBox[0 0 595 842]',
          stream: '1 0 0 rg 100 800 300 20 re f',
        },
      },
    ],
    [
      'in a pattern, of which is said that it is black',
      {
        content: '/C cs /P scn 50 50 400 350 re f',
        resources: '/Pattern<</P 5 0 R>>/ColorSpace<</C[/Pattern/DeviceRGB]>>',
        beside: { dictionary: RED_TILE, stream: '1 0 0 rg 0 0 5 5 re f' },
      },
    ],
    [
      'in a pattern, of which is said that it is grey',
      {
        content: '/Pattern cs /P scn 50 50 400 350 re f',
        resources: '/Pattern<</P 5 0 R>>',
        beside: { dictionary: RED_TILE, stream: '1 0 0 rg 0 0 5 5 re f' },
      },
    ],
    [
      'in a picture',
      {
        content: `${WORDS} 300 0 0 200 100 300 cm /I Do`,
        resources: `${FONT}/XObject<</I 5 0 R>>`,
        beside: {
          dictionary:
            '/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceRGB',
          stream: 'abc',
        },
      },
    ],
    [
      'where something is seen through',
      {
        content: `/G gs 100 600 300 200 re f ${WORDS}`,
        resources: `${FONT}/ExtGState<</G<</ca .5>>>>`,
      },
    ],
    [
      'in letters that are drawings',
      {
        content: WORDS,
        resources: TYPE_3,
        beside: { dictionary: '', stream: '9 0 d0 1 0 0 rg 0 0 8 8 re f' },
      },
    ],
    [
      'in the frame of a link',
      {
        content: WORDS,
        annotation: '<</Type/Annot/Subtype/Link/Rect[90 690 200 720]/Border[0 0 1]/C[1 0 0]>>',
      },
    ],
    [
      'in the frame of a link that says nothing of it',
      {
        content: WORDS,
        annotation: '<</Type/Annot/Subtype/Link/Rect[90 690 200 720]>>',
      },
    ],
    [
      'in a stamp',
      {
        content: WORDS,
        annotation: '<</Type/Annot/Subtype/Stamp/Rect[90 690 200 720]/AP<</N 5 0 R>>>>',
      },
    ],
  ])('%s', async (_what, page) => {
    expect(await isGrey(page)).toBe(false);
  });
});

test('painted in shades a page says what it says in colours', async () => {
  const lines = '(So many words of which no letter has a colour) Tj T* '.repeat(30);
  const { path } = await folder.source(
    pdfOf({ content: `BT /F 12 Tf 14 TL 90 700 Td ${lines} ET` }),
  );
  const document = await openPdf(path);
  const size = { width: 1240, height: 1754 };
  const [grey, coloured] = [true, false].map((isShades) =>
    document.withPage(0, (page) => {
      expect(isColourless(document, page)).toBe(true);
      const { data, channels } = drawPage(document, page, isShades, WHOLE, size);
      return Uint8Array.from(
        { length: size.width * size.height },
        (_, at) => data[at * channels] ?? 0,
      );
    }),
  );
  document.close();
  expect(ink(grey)).toBeGreaterThan(100_000);
  // The edges of letters differ by a hair, for they are not rounded as on a screen.
  expect(ink(grey) / ink(coloured)).toBeGreaterThan(0.9);
  expect(ink(grey) / ink(coloured)).toBeLessThan(1.1);
});

function ink(shades = new Uint8Array()): number {
  return shades.reduce((sum, shade) => sum + 255 - shade, 0);
}

describe('a picture', () => {
  const bench = useRenderer();

  test('has red where the page has it, not blue', async () => {
    const source = await bench.folder.source(
      pdfOf({ content: '1 0 0 rg 0 0 595 421 re f 0 0 1 rg 0 421 595 421 re f' }),
    );
    const spec = { tier: { edgePx: 1568, tokens: 1600 }, resolution: 72, orient: false } as const;
    const { bytes } = await bench.renderer.picture(source, 0, spec, NEVER);
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    const colourAt = (y: number): number[] => {
      const at = (Math.round(info.height * y) * info.width + 200) * info.channels;
      return [...data.subarray(at, at + 3)].map((value) => Math.round(value / 64));
    };
    expect([colourAt(0.25), colourAt(0.75)]).toEqual([
      [0, 0, 4],
      [4, 0, 0],
    ]);
  });
});
