import { Failure, type PictureSize } from '@quire/domain';
import type { Part } from '../choose-size.ts';
import type { Pixels } from './drawable.ts';
import type { PdfDocument } from './pdf-document.ts';

/** From `fpdfview.h`: draw annotations; write red before blue. */
const DRAW_ANNOTATIONS = 0x01;
const REVERSE_BYTE_ORDER = 0x10;
/** From `fpdfview.h`: four bytes a pixel. */
const FORMAT_BGRA = 4;
const WHITE = 0xffffffff;

/** Where every page's pixels go: a new 9 MB for each would not be collected in time. */
let pixels = Buffer.alloc(0);

/**
 * Paints a part of a loaded page on white. The pixels stand until the next page is painted.
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
  const bitmap = api.FPDFBitmap_CreateEx(width, height, FORMAT_BGRA, 0, 0);
  if (bitmap === 0) throw new Failure('render_failed', { detail: 'no memory for its pixels' });
  try {
    const flags = DRAW_ANNOTATIONS | REVERSE_BYTE_ORDER;
    api.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE);
    api.FORM_OnAfterLoadPage(page, form);
    api.FPDF_RenderPageBitmap(bitmap, page, ...place, 0, flags);
    api.FPDF_FFLDraw(form, bitmap, page, ...place, 0, flags);
    api.FORM_OnBeforeClosePage(page, form);
    const from = api.FPDFBitmap_GetBuffer(bitmap);
    const byteLength = api.FPDFBitmap_GetStride(bitmap) * height;
    if (pixels.length < byteLength) pixels = Buffer.alloc(byteLength);
    pixels.set(api.pdfium.HEAPU8.subarray(from, from + byteLength));
    return { data: pixels.subarray(0, byteLength), width, height, channels: 4 };
  } finally {
    api.FPDFBitmap_Destroy(bitmap);
  }
}
