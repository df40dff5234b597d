import { Failure, type PictureSize } from '@quire/domain';
import type { Part } from '../choose-size.ts';
import type { Pixels } from './drawable.ts';
import type { Pdfium } from './load-pdfium.ts';
import type { PdfDocument } from './pdf-document.ts';

/** From `fpdfview.h`: draw annotations; write red before blue. */
const DRAW_ANNOTATIONS = 0x01;
const REVERSE_BYTE_ORDER = 0x10;
/** From `fpdfview.h`: three bytes a pixel, and four. */
const FORMAT_BGR = 2;
const FORMAT_BGRA = 4;
const WHITE = 0xff;

/** Where PDFium paints every page: its own bitmap would be zeroed first, and then be made white. */
let canvas: { readonly of: Pdfium; readonly at: number; readonly byteLength: number } | undefined;

/**
 * Paints a part of a loaded page on white. The pixels are PDFium's own memory: they stand until it is
 * asked for anything else.
 * @throws Failure `render_failed`
 */
export function drawPage(
  { api, form }: PdfDocument,
  page: number,
  part: Part,
  { width, height }: PictureSize,
): Pixels {
  // The whole page as large as the part makes it, moved so that the part is what the bitmap shows.
  const wholeWidth = Math.max(1, Math.round(width / part.width));
  const wholeHeight = Math.max(1, Math.round(height / part.height));
  const place = [
    -Math.round(part.left * wholeWidth),
    -Math.round(part.top * wholeHeight),
    wholeWidth,
    wholeHeight,
  ] as const;
  // On paper nothing shines through, and painting three bytes takes a tenth less than four. But where
  // a picture is opaque, PDFium writes what is in fields with the coloured edges of a screen's text.
  const channels = api.FPDFPage_GetAnnotCount(page) > 0 ? 4 : 3;
  const format = channels === 4 ? FORMAT_BGRA : FORMAT_BGR;
  const byteLength = width * height * channels;
  const canvasAt = canvasOf(api, byteLength);
  const { pdfium } = api;
  pdfium.HEAPU8.fill(WHITE, canvasAt, canvasAt + byteLength);
  const bitmap = api.FPDFBitmap_CreateEx(width, height, format, canvasAt, width * channels);
  if (bitmap === 0) throw new Failure('render_failed', { detail: 'no memory for its pixels' });
  try {
    const flags = DRAW_ANNOTATIONS | REVERSE_BYTE_ORDER;
    api.FORM_OnAfterLoadPage(page, form);
    api.FPDF_RenderPageBitmap(bitmap, page, ...place, 0, flags);
    api.FPDF_FFLDraw(form, bitmap, page, ...place, 0, flags);
    api.FORM_OnBeforeClosePage(page, form);
  } finally {
    api.FPDFBitmap_Destroy(bitmap);
  }
  // The view is taken after painting: memory that grew meanwhile has moved.
  const data = Buffer.from(pdfium.HEAPU8.buffer, canvasAt, byteLength);
  return { data, width, height, channels };
}

/** Memory of PDFium's for so many bytes. @throws Failure `render_failed` where it has none left */
function canvasOf(api: Pdfium, byteLength: number): number {
  if (canvas?.of === api && canvas.byteLength >= byteLength) return canvas.at;
  const { malloc, free } = api.pdfium.wasmExports;
  if (canvas?.of === api) free(canvas.at);
  canvas = undefined;
  const at = malloc(byteLength) >>> 0;
  if (at === 0) throw new Failure('render_failed', { detail: 'no memory for its pixels' });
  canvas = { of: api, at, byteLength };
  return at;
}
