import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Failure, pictureTiers } from '@quire/domain';
import { makeImage } from '@quire/testkit';
import sharp from 'sharp';
import { openPageRenderer, type PageRenderer, type SourceFile } from '../src/index.ts';
import { children } from './children.ts';
import { encryptedPdf, greedyPdf, pdfOfContents } from './craft-pdf.ts';
import { boxPdf, flateBombPdf, hugeImagePdf, lyingCountPdf, pageLoopPdf } from './hostile-pdfs.ts';
import { pngHeader } from './image-headers.ts';
import { ownerLockedPdf } from './owner-locked-pdf.ts';
import { readPixels } from './read-pixels.ts';
import { openWorkFolder, type WorkFolder } from './work-folder.ts';

jest.setTimeout(60_000);

const NEVER = new AbortController().signal;
const spec = { tier: pictureTiers.standard, resolution: 'largest', orient: false } as const;
/** Wall clock for one task; a page that is given to both engines may take twice as long. */
const TIMEOUT_MS = 10_000;
const BLACK = '0 0 595 842 re f';

let renderer: PageRenderer;
let folder: WorkFolder;
let good: SourceFile;

beforeAll(async () => {
  folder = await openWorkFolder();
  renderer = openPageRenderer({ processes: 2, timeoutMs: TIMEOUT_MS, maxRssMb: 512 });
  good = await folder.source(pdfOfContents([BLACK]));
  // Both are started before anything is timed: on a busy machine that alone takes seconds.
  const start = async (): Promise<void> => {
    await renderer.picture(good, 0, spec, NEVER).catch(() => undefined);
  };
  await Promise.all([start(), start()]);
});

afterAll(async () => {
  await renderer.close();
  await folder.remove();
  if (children().length > 0) throw new Error('a hostile document has left a renderer behind');
});

const pdf = 'application/pdf';
const bounded = ['render_memory', 'render_timeout', 'render_failed'];
const unreadable = ['pdf_unreadable'];

describe('a hostile document ends with a name or a picture, and another is drawn beside it', () => {
  test.each([
    ['a gigabyte in two kilobytes', pdf, flateBombPdf, ['picture', ...bounded]],
    ['forms in forms in forms', pdf, greedyPdf, bounded],
    ['a box of a million points', pdf, () => boxPdf(1_000_000), ['type_too_small']],
    ['a box of no points', pdf, () => boxPdf(0), ['picture', ...unreadable, 'render_failed']],
    ['an image of ten thousand million pixels', pdf, hugeImagePdf, ['page_damaged', ...bounded]],
    ['a count of two thousand million', pdf, lyingCountPdf, ['picture']],
    ['pages in a circle', pdf, pageLoopPdf, ['no_pages', 'render_failed', ...unreadable]],
    ['no pages', pdf, () => pdfOfContents([]), ['no_pages', ...unreadable]],
    [
      'its first half',
      pdf,
      () => firstHalf(pdfOfContents([BLACK])),
      ['picture', 'no_pages', ...unreadable],
    ],
    ['garbage behind its header', pdf, garbage, unreadable],
    ['a password', pdf, encryptedPdf, ['pdf_encrypted']],
    ['a password that only forbids', pdf, ownerLockedPdf, ['picture']],
    [
      'a header of 40,000 by 40,000',
      'image/png',
      () => pngHeader(40_000, 40_000),
      ['image_unreadable'],
    ],
    ['10,000 frames', 'image/gif', () => frames('gif', 10_000), ['picture']],
    ['3,000 pages', 'image/tiff', () => frames('tiff', 3_000), ['too_many_pages']],
    ['an image in front of it', pdf, imageAndPdf, ['picture', ...unreadable]],
    ['a PDF behind it', 'image/png', imageAndPdf, ['picture', 'image_unreadable']],
    ['a web page around it', pdf, webPageAndPdf, ['picture', ...unreadable]],
    ['a PDF, called a picture', 'image/jpeg', () => pdfOfContents([BLACK]), ['image_unreadable']],
  ] as const)('%s', async (what, mediaType, make, allowed) => {
    const source = await folder.source(await make(), mediaType);
    const startedAt = performance.now();
    const [outcome, beside] = await Promise.all([
      readOf(source),
      renderer.picture(good, 0, spec, NEVER),
    ]);
    const tookMs = performance.now() - startedAt;
    process.stderr.write(`${what}: ${outcome} after ${tookMs.toFixed(0)} ms\n`);
    expect(allowed).toContain(outcome);
    expect(tookMs).toBeLessThan(2 * TIMEOUT_MS + 5_000);
    expect((await readPixels(beside)).darkness(0, 0, 1, 1)).toBe(1);
  });

  test('and what forbids is drawn as it is', async () => {
    const locked = await folder.source(ownerLockedPdf());
    const pixels = await readPixels(await renderer.picture(locked, 0, spec, NEVER));
    expect(pixels.darkness(0, 0, 1, 1)).toBe(1);
  });

  test('and after all of them the next one is, too', async () => {
    const pixels = await readPixels(await renderer.picture(good, 0, spec, NEVER));
    expect(pixels.darkness(0, 0, 1, 1)).toBe(1);
  });
});

/** What becomes of a source: "picture" of its first page, or the failure's code. */
async function readOf(source: SourceFile): Promise<string> {
  try {
    await renderer.inspect(source, 1_000, NEVER);
    await renderer.picture(source, 0, spec, NEVER);
    return 'picture';
  } catch (error) {
    return error instanceof Failure ? error.code : String(error);
  }
}

function firstHalf(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length / 2);
}

function garbage(): Buffer {
  return Buffer.from(`%PDF-1.7\n${'\u0000\u0001\u0002noise'.repeat(5_000)}`, 'latin1');
}

async function imageAndPdf(): Promise<Buffer> {
  const image = await makeImage({ width: 20, height: 20, format: 'png' });
  return Buffer.concat([image, pdfOfContents([BLACK])]);
}

function webPageAndPdf(): Buffer {
  return Buffer.concat([
    Buffer.from('<!doctype html><script>1</script>\n'),
    pdfOfContents([BLACK]),
  ]);
}

/** Many pictures of four by four in one file, no two alike. */
async function frames(format: 'gif' | 'tiff', count: number): Promise<Buffer> {
  const pixels = Buffer.alloc(16 * count);
  for (const at of pixels.keys()) pixels[at] = (at >> 4) & 0xff;
  const raw = { width: 4, height: 4 * count, channels: 1, pageHeight: 4 } as const;
  return sharp(pixels, { raw, limitInputPixels: false })
    .toFormat(format, format === 'tiff' ? { compression: 'lzw' } : { effort: 1 })
    .toBuffer();
}
