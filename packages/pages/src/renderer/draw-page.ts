import { Failure } from '@quire/domain';
import type { PdfDocument } from './pdf-document.ts';

/** From `fpdfview.h`: draw annotations; write red before blue. */
const DRAW_ANNOTATIONS = 0x01;
const REVERSE_BYTE_ORDER = 0x10;
/** From `fpdfview.h`: four bytes a pixel. */
const FORMAT_BGRA = 4;
const WHITE = 0xffffffff;

/** Where every page's pixels go: a new 9 MB for each would not be collected in time. */
let pixels = Buffer.alloc(0);

/** Pixels of a drawn page, four bytes each: red, green, blue, alpha. They stand until the next. */
export interface Raster {
  readonly rgba: Buffer;
  readonly width: number;
  readonly height: number;
}

/** Paints a loaded page on white. @throws Failure `render_failed` */
export function drawPage(
  { api, form }: PdfDocument,
  page: number,
  { width, height }: { readonly width: number; readonly height: number },
): Raster {
  const bitmap = api.FPDFBitmap_CreateEx(width, height, FORMAT_BGRA, 0, 0);
  if (bitmap === 0) throw new Failure('render_failed', { detail: 'no memory for its pixels' });
  try {
    const flags = DRAW_ANNOTATIONS | REVERSE_BYTE_ORDER;
    api.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE);
    api.FORM_OnAfterLoadPage(page, form);
    api.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags);
    api.FPDF_FFLDraw(form, bitmap, page, 0, 0, width, height, 0, flags);
    api.FORM_OnBeforeClosePage(page, form);
    const from = api.FPDFBitmap_GetBuffer(bitmap);
    const byteLength = api.FPDFBitmap_GetStride(bitmap) * height;
    if (pixels.length < byteLength) pixels = Buffer.alloc(byteLength);
    pixels.set(api.pdfium.HEAPU8.subarray(from, from + byteLength));
    return { rgba: pixels.subarray(0, byteLength), width, height };
  } finally {
    api.FPDFBitmap_Destroy(bitmap);
  }
}
