import { brotliCompressSync, deflateSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Failure, pictureTiers } from '@quire/domain';
import { EngineFailure } from '../src/engine-failure.ts';
import type { Doubt, RenderResult } from '../src/face.ts';
import { openPageRenderer, type PageRenderer, type RendererOptions } from '../src/index.ts';
import { createRendererProcess } from '../src/renderer-process.ts';
import { openCounted } from '../src/renderer/open-file.ts';
import { runWithFallback } from '../src/run-with-fallback.ts';
import { children } from './children.ts';
import { craftPdf, encryptedPdf, pdfOfContents } from './craft-pdf.ts';
import { readPixels } from './read-pixels.ts';
import { openWorkFolder, sample, type WorkFolder } from './work-folder.ts';

jest.setTimeout(120_000);

const NEVER = new AbortController().signal;
const spec = { tier: pictureTiers.standard, resolution: 'largest', orient: false } as const;

let folder: WorkFolder;
let renderer: PageRenderer | undefined;

beforeAll(async () => {
  folder = await openWorkFolder();
});

afterEach(async () => {
  await renderer?.close();
  if (children().length > 0) throw new Error('a test left renderers behind');
});

afterAll(() => folder.remove());

describe('pdf.js', () => {
  test('draws what PDFium cannot open', async () => {
    // Two kilobytes of junk: the header is beyond where PDFium looks for it.
    const bytes = Buffer.concat([Buffer.alloc(2_000, 'junk '), pdfOfContents([HALF_BLACK])]);
    const source = await folder.source(bytes);
    await expect(open('pdfium').inspect(source, 9, NEVER)).rejects.toMatchObject({
      code: 'pdf_unreadable',
    });
    await renderer?.close();
    const pages = await open('auto').inspect(source, 9, NEVER);
    expect(pages).toEqual([{ width: 595, height: 842, unit: 'pt' }]);
    expect(await isHalfBlack(source)).toBe(true);
    expect(await renderer?.textLayer(source, 0, NEVER)).toEqual({ words: [], soundness: 'none' });
  });

  test('draws where PDFium itself cannot be loaded', async () => {
    const limits = { timeoutMs: 60_000, maxRssMb: 1_024, maxRestingRssMb: 1_024, maxTasks: 99 };
    const broken = createRendererProcess('../test/without-pdfium.ts', limits);
    const pdfjs = createRendererProcess('renderer/pdfjs-main.ts', limits);
    const source = await folder.source(pdfOfContents([HALF_BLACK]));
    const task = { kind: 'picture', source, index: 0, spec } as const;
    try {
      await expect(broken.run(task, NEVER)).rejects.toBeInstanceOf(EngineFailure);
      const shown = await runWithFallback(
        () => broken.run(task, NEVER),
        () => pdfjs.run(task, NEVER),
      );
      const pixels = shown.kind === 'picture' && (await readPixels(shown.picture));
      expect(pixels && pixels.darkness(0, 0.51, 1, 1)).toBe(1);
    } finally {
      await Promise.all([broken.end(), pdfjs.end()]);
    }
  });

  test('says nothing of a page whose file is gone: it may not be blank', async () => {
    const limits = { timeoutMs: 60_000, maxRssMb: 1_024, maxRestingRssMb: 1_024, maxTasks: 99 };
    const pdfjs = createRendererProcess('renderer/pdfjs-main.ts', limits);
    const source = { path: '/gone', mediaType: 'application/pdf' } as const;
    try {
      const shown = runWithFallback(
        () => answer(answerOf('unseen')),
        () => pdfjs.run({ kind: 'picture', source, index: 0, spec }, NEVER),
      );
      await expect(shown).rejects.toMatchObject({ code: 'source_missing' });
    } finally {
      await pdfjs.end();
    }
  });

  test('draws the pages of a file in which PDFium finds none', async () => {
    const source = await folder.source(lostByUpdate(pdfOfContents([HALF_BLACK])));
    expect((await openCounted(source.path, 9)).pageCount).toBe(0);
    expect(await open('auto').inspect(source, 9, NEVER)).toHaveLength(1);
    expect(await isHalfBlack(source)).toBe(true);
  });

  test('by choice draws what PDFium draws, to the same size', async () => {
    const drawn = [];
    for (const engine of ['pdfium', 'pdfjs'] as const) {
      const source = sample('report.pdf', 'application/pdf');
      const picture = await open(engine).picture(source, 3, spec, NEVER);
      const pixels = await readPixels(picture);
      // What only PDFium reads of a page is no part of its picture.
      drawn.push({ ...picture, bytes: null, layer: null, ink: pixels.darkness(0, 0, 1, 1) });
      await renderer?.close();
    }
    const [first, second] = drawn;
    expect({ ...second, ink: null }).toEqual({ ...first, ink: null });
    expect(second?.ink).toBeGreaterThan((first?.ink ?? 0) * 0.7);
    expect(second?.ink).toBeLessThan((first?.ink ?? 0) * 1.4);
  });

  test('draws fonts that are not in the document, and names what asks for a password', async () => {
    open('pdfjs');
    const text = 'BT /Helvetica 90 Tf 50 450 Td (WWWW) Tj ET';
    const pdf = pdfOfContents([text]).toString('latin1');
    const font = '/Resources<</Font<</Helvetica<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>';
    const source = await folder.source(pdf.replace('/Parent 2 0 R', `/Parent 2 0 R${font}`));
    const shown = await renderer?.picture(source, 0, spec, NEVER);
    const pixels = shown && (await readPixels(shown));
    expect(pixels?.darkness(0.08, 0.37, 0.6, 0.47)).toBeGreaterThan(0.1);
    const locked = await folder.source(encryptedPdf());
    await expect(renderer?.inspect(locked, 9, NEVER)).rejects.toMatchObject({
      code: 'pdf_encrypted',
    });
  });
});

describe('a page of which PDFium sees nothing', () => {
  test('is drawn by pdf.js where its content is packed in what PDFium does not know', async () => {
    open('auto');
    const packed = brotliCompressSync(HALF_BLACK).toString('latin1');
    const source = await folder.source(
      craftPdf([
        '<</Type/Catalog/Pages 2 0 R>>',
        '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
        '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<>>>>',
        { dictionary: '/Filter/BrotliDecode', stream: packed },
      ]),
    );
    expect(await isHalfBlack(source)).toBe(true);
  });

  const scans = [
    ['bits', '/BitsPerComponent 1/ColorSpace/DeviceGray', 7_000],
    ['shades', '/BitsPerComponent 8/ColorSpace/DeviceGray', 56_000],
    ['colours', '/BitsPerComponent 8/ColorSpace/DeviceRGB', 168_000],
  ] as const;
  test.each(scans)('is blank by its word alone where it is a scan in %s', async (...scan) => {
    const [, image, byteLength] = scan;
    open('auto');
    const source = await folder.source(whiteScan(image, byteLength));
    expect((await renderer?.picture(source, 0, spec, NEVER))?.isBlank).toBe(true);
    expect(children()).toHaveLength(1);
  });

  test.each([
    ['it has layers, which may be switched off', scans[1][1], '/OCProperties<</OCGs[]/D<<>>>>'],
    [
      'its colours are not everybody’s',
      '/BitsPerComponent 8/ColorSpace[/CalGray<</WhitePoint[.95 1 1.09]>>]',
      '',
    ],
  ])('is asked of pdf.js as well where %s', async (_why, image, catalogue) => {
    open('auto');
    const source = await folder.source(whiteScan(image, scans[1][2], catalogue));
    expect((await renderer?.picture(source, 0, spec, NEVER))?.isBlank).toBe(true);
    expect(children()).toHaveLength(2);
  });

  test('is blank where pdf.js sees nothing either, at a fixed resolution too', async () => {
    open('auto');
    const source = await folder.source(pdfOfContents(['']));
    for (const resolution of ['auto', 'largest', 150] as const) {
      const picture = await renderer?.picture(source, 0, { ...spec, resolution }, NEVER);
      expect(picture?.isBlank).toBe(true);
    }
  });
});

describe('the second engine is asked', () => {
  const blank = answerOf('unseen');
  const damaged = answerOf('damaged');
  const drawn = answerOf('none');
  const broken = new EngineFailure('render_failed');
  const ended = new Error('the worker ends');

  test.each([
    ['where the first cannot', broken, drawn, drawn],
    ['where the first finds no pages', new EngineFailure('no_pages'), drawn, drawn],
    ['where the first misses the page', new EngineFailure('page_missing'), drawn, drawn],
    ['where the first shows nothing of what there is', blank, drawn, drawn],
    ['and the first is believed where the second cannot', blank, broken, blank],
    ['and shows what the first could not decode', damaged, drawn, drawn],
    ['and both know that something is there', damaged, blank, 'page_damaged'],
    ['and it is there where the second cannot, either', damaged, broken, 'page_damaged'],
    ['and its time is up: nobody knows', blank, new Failure('render_timeout'), 'render_timeout'],
    ['and it is killed: nobody knows', broken, new Failure('render_memory'), 'render_memory'],
    ['and nobody waits for it: nobody knows', blank, ended, ended],
    ['and the first failure stands', broken, new EngineFailure('pdf_unreadable'), broken],
    ['not where the first can', drawn, blank, drawn],
    ['not for a password', new EngineFailure('pdf_encrypted'), drawn, 'pdf_encrypted'],
    ['not for a bound', new EngineFailure('too_many_pages'), drawn, 'too_many_pages'],
    ['not when the time was up', new Failure('render_timeout'), drawn, 'render_timeout'],
    ['not when the process was killed', new Failure('render_failed'), drawn, 'render_failed'],
  ])('%s', async (_when, first, second, expected) => {
    const outcome = await runWithFallback(
      () => answer(first),
      () => answer(second),
    ).catch((error: unknown) => (error instanceof EngineFailure ? error : asCode(error)));
    expect(typeof expected === 'string' ? asCode(outcome) : outcome).toBe(expected);
  });
});

/** A white sheet of 200 by 280 pixels. */
function whiteScan(image: string, byteLength: number, catalogue = ''): Buffer {
  const white = deflateSync(Buffer.alloc(byteLength, 0xff)).toString('latin1');
  return craftPdf([
    `<</Type/Catalog/Pages 2 0 R${catalogue}>>`,
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>',
    { dictionary: '', stream: 'q 595 0 0 842 0 0 cm /I Do Q' },
    {
      dictionary: `/Type/XObject/Subtype/Image/Width 200/Height 280${image}/Filter/FlateDecode`,
      stream: white,
    },
  ]);
}

const HALF_BLACK = '0 0 595 421 re f';

function open(engine: NonNullable<RendererOptions['engine']>): PageRenderer {
  renderer = openPageRenderer({ processes: 1, timeoutMs: 60_000, engine });
  return renderer;
}

/** With an update behind it whose catalogue names a tree that was never written. */
function lostByUpdate(pdf: Buffer): Buffer {
  const [, before] = /startxref\n(\d+)/.exec(pdf.toString('latin1')) ?? [];
  const catalogue = '90 0 obj\n<</Type/Catalog/Pages 91 0 R>>\nendobj\n';
  const at = String(pdf.length).padStart(10, '0');
  const rest =
    `xref\n90 1\n${at} 00000 n \ntrailer\n<</Size 92/Root 90 0 R/Prev ${before}>>\n` +
    `startxref\n${pdf.length + catalogue.length}\n%%EOF\n`;
  return Buffer.concat([pdf, Buffer.from(catalogue + rest, 'latin1')]);
}

async function isHalfBlack(source: Parameters<PageRenderer['picture']>[0]): Promise<boolean> {
  const drawn = await renderer?.picture(source, 0, spec, NEVER);
  const pixels = drawn && (await readPixels(drawn));
  return pixels?.darkness(0, 0, 1, 0.49) === 0 && pixels.darkness(0, 0.51, 1, 1) === 1;
}

function answerOf(doubt: Doubt): RenderResult {
  const size = {
    width: 1,
    height: 1,
    dpi: null,
    rotation: 0,
    isBlank: doubt !== 'none',
    reason: '',
    tiles: [],
    layer: null,
  };
  const drawn = { bytes: Buffer.alloc(0), mediaType: 'image/jpeg', ...size } as const;
  return { kind: 'picture', doubt, picture: drawn };
}

function answer(outcome: RenderResult | Error): Promise<RenderResult> {
  return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
}

function asCode(outcome: unknown): unknown {
  return outcome instanceof Failure ? outcome.code : outcome;
}
