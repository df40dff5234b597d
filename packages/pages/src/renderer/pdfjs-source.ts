import { createCanvas } from '@napi-rs/canvas';
import { Failure, fitToTier } from '@quire/domain';
import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Picture, PictureSpec, SourceFile, SourcePage } from '../face.ts';
import type { TextLayer } from '../text-layer.ts';
import { checkPageCount } from './check-page-count.ts';
import { encodePicture } from './encode-picture.ts';
import { openWithPdfjs } from './open-with-pdfjs.ts';
import { dotsPerInch, pagePixels } from './page-pixels.ts';

/** Sizes of all pages, upright. @throws as openWithPdfjs, and `no_pages` or `too_many_pages` */
export async function inspectWithPdfjs(
  { path }: SourceFile,
  maxPages: number,
): Promise<SourcePage[]> {
  const document = await openWithPdfjs(path);
  checkPageCount(document.numPages, maxPages);
  const pages: SourcePage[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const { width, height } = page.getViewport({ scale: 1 });
    pages.push({ width, height, unit: 'pt' });
    page.cleanup();
  }
  return pages;
}

/** Draws one page with pdf.js, at the size at which the model will see it. */
export async function pictureWithPdfjs(
  { path }: SourceFile,
  index: number,
  { tier, resolution }: PictureSpec,
): Promise<Picture> {
  const page = await loadPage(path, index);
  const size = page.getViewport({ scale: 1 });
  const { width, height } = fitToTier(pagePixels(size, resolution), tier);
  const canvas = createCanvas(width, height);
  const viewport = page.getViewport({ scale: Math.max(width / size.width, height / size.height) });
  await page.render({ canvas, viewport, background: 'white' }).promise;
  page.cleanup();
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  const rgba = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return {
    ...(await encodePicture({ rgba, width, height })),
    dpi: dotsPerInch(width, size.width),
    rotation: page.rotate,
  };
}

/** What PDFium cannot open is damaged: nothing that such a page says of itself is taken for granted. */
export async function textLayerWithPdfjs({ path }: SourceFile, index: number): Promise<TextLayer> {
  await loadPage(path, index);
  return { words: [], soundness: 'none' };
}

async function loadPage(path: string, index: number): Promise<PDFPageProxy> {
  const document = await openWithPdfjs(path);
  if (index < document.numPages) return document.getPage(index + 1);
  throw new Failure('render_failed', { detail: `page ${index + 1} is not there` });
}
