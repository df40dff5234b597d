import { createCanvas } from '@napi-rs/canvas';
import { Failure, type PictureSize } from '@quire/domain';
import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Part } from '../choose-size.ts';
import type { Picture, PictureSpec, SourceFile, SourcePage } from '../face.ts';
import type { TextLayer } from '../text-layer.ts';
import { openBlockFile } from './block-file.ts';
import { checkPageCount } from './check-page-count.ts';
import type { Drawable, Pixels } from './drawable.ts';
import { openWithPdfjs } from './open-with-pdfjs.ts';
import { readPageTree } from './page-tree/read-page-tree.ts';
import { picturePage } from './picture-page.ts';

/**
 * Sizes of all pages, upright.
 * @throws as openWithPdfjs, and `no_pages`, `too_many_pages` or `page_tree_broken`
 */
export async function inspectWithPdfjs(
  { path }: SourceFile,
  maxPages: number,
): Promise<SourcePage[]> {
  const document = await openWithPdfjs(path);
  const count = countPages(path, document.numPages, maxPages + 1);
  checkPageCount(count, maxPages);
  const pages: SourcePage[] = [];
  for (let number = 1; number <= count; number += 1) {
    const page = await document.getPage(number);
    const { width, height } = page.getViewport({ scale: 1 });
    pages.push({ width, height, unit: 'pt' });
    page.cleanup();
  }
  return pages;
}

/**
 * As the page tree has it, where that can be read: pdf.js believes `/Count` as PDFium does.
 * @throws Failure `page_tree_broken` where pages are there that it does not find
 */
function countPages(path: string, said: number, most: number): number {
  const file = openBlockFile(path);
  try {
    const pages = readPageTree(file, most)?.pages ?? said;
    if (pages <= said) return pages;
    throw new Failure('page_tree_broken', { detail: `it says ${said} and holds ${pages}` });
  } finally {
    file.close();
  }
}

/** Draws one page with pdf.js, as the model will see it. */
export async function pictureWithPdfjs(
  { path }: SourceFile,
  index: number,
  spec: PictureSpec,
): Promise<Picture> {
  const page = await loadPage(path, index);
  const { width, height } = page.getViewport({ scale: 1 });
  try {
    const drawable: Drawable = {
      size: { width, height },
      unit: 'pt',
      rotation: page.rotate,
      layer: null,
      draw: (part, size) => drawWithPdfjs(page, part, size),
      // What only pdf.js can open is damaged: whoever gets it as it is may not be able to, either.
      cut: () => ({ unfit: 'only pdf.js can draw it' }),
    };
    return await picturePage(drawable, spec);
  } finally {
    page.cleanup();
  }
}

async function drawWithPdfjs(page: PDFPageProxy, part: Part, size: PictureSize): Promise<Pixels> {
  const whole = page.getViewport({ scale: 1 });
  const scale = Math.max(
    size.width / (whole.width * part.width),
    size.height / (whole.height * part.height),
  );
  const viewport = page.getViewport({
    scale,
    offsetX: -part.left * whole.width * scale,
    offsetY: -part.top * whole.height * scale,
  });
  const canvas = createCanvas(size.width, size.height);
  await page.render({ canvas, viewport, background: 'white' }).promise;
  const { data } = canvas.getContext('2d').getImageData(0, 0, size.width, size.height);
  return { data: Buffer.from(data.buffer, data.byteOffset, data.byteLength), ...size, channels: 4 };
}

/** What PDFium cannot open is damaged: nothing that such a page says of itself is taken for granted. */
export async function textLayerWithPdfjs({ path }: SourceFile, index: number): Promise<TextLayer> {
  await loadPage(path, index);
  return { words: [], soundness: 'none' };
}

async function loadPage(path: string, index: number): Promise<PDFPageProxy> {
  const document = await openWithPdfjs(path);
  if (index < document.numPages) return document.getPage(index + 1);
  throw new Failure('page_missing', { detail: `page ${index + 1} of the file` });
}
