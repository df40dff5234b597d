import { Failure } from '@quire/domain';
import { halvePixels } from '../pixels/halve-pixels.ts';
import type { Pixels } from './drawable.ts';
import { MOST_HELD_PX } from './from-one-raster.ts';
import { loneImage } from './lone-image.ts';
import type { PdfDocument } from './pdf-document.ts';

/** `FPDFBitmap_Gray` of `fpdfview.h`: one byte a pixel. */
const FORMAT_GRAY = 1;
/** As many bytes as PDFium decodes it to; a sheet of A3 at 600 dpi has 70 million. */
const MOST_PX = 72_000_000;

/**
 * Whether a page is one grey or black-and-white picture and nothing else, as copiers file them: PDFium
 * decodes it in half the time in which it paints it, and once is enough.
 */
export function isLoneShades(document: PdfDocument, page: number): boolean {
  const { api } = document;
  if (api.FPDFPage_GetRotation(page) !== 0) return false;
  return loneImage(document, page)?.coding === 'shades';
}

/**
 * The decoded picture of such a page, halved where it is very large.
 * @throws Failure `render_failed` where it has to be painted after all
 */
export function readShades({ api }: PdfDocument, page: number): Pixels {
  const { pdfium } = api;
  const object = api.FPDFPage_GetObject(page, 0);
  const unfit = new Failure('render_failed', { detail: 'its picture is not plain shades' });
  if (pixelsOf({ api }, object) > MOST_PX) throw unfit;
  const bitmap = api.FPDFImageObj_GetBitmap(object);
  if (bitmap === 0) throw unfit;
  try {
    if (api.FPDFBitmap_GetFormat(bitmap) !== FORMAT_GRAY) throw unfit;
    const width = api.FPDFBitmap_GetWidth(bitmap);
    const height = api.FPDFBitmap_GetHeight(bitmap);
    const stride = api.FPDFBitmap_GetStride(bitmap);
    const at = api.FPDFBitmap_GetBuffer(bitmap) >>> 0;
    const rows = Buffer.from(pdfium.HEAPU8.buffer, at, stride * height);
    if (width * height > MOST_HELD_PX) return halvePixels({ data: rows, width, height }, stride);
    const data = Buffer.allocUnsafe(width * height);
    for (let y = 0; y < height; y += 1) rows.copy(data, y * width, y * stride, y * stride + width);
    return { data, width, height, channels: 1 };
  } finally {
    api.FPDFBitmap_Destroy(bitmap);
  }
}

/** What it says of itself, before anything is decoded. */
function pixelsOf({ api }: Pick<PdfDocument, 'api'>, object: number): number {
  const { pdfium } = api;
  const size = pdfium.wasmExports.malloc(8);
  try {
    if (!api.FPDFImageObj_GetImagePixelSize(object, size, size + 4)) return Infinity;
    const [width = 0, height = 0] = pdfium.HEAPU32.subarray(size / 4, size / 4 + 2);
    return width * height;
  } finally {
    pdfium.wasmExports.free(size);
  }
}
