import { Failure, type PictureSize } from '@quire/domain';
import type { Part } from '../choose-size.ts';
import { swapLoop } from '../pixels/pixel-loops.ts';
import type { Pixels } from './drawable.ts';
import type { Pdfium } from './load-pdfium.ts';
import type { PdfDocument } from './pdf-document.ts';

/** From `fpdfview.h`: draw annotations. */
const DRAW_ANNOTATIONS = 0x01;
/** From `fpdfview.h`: three bytes a pixel, and four. */
const FORMATS = { 3: 2, 4: 4 } as const;
const WHITE = 0xff;
/** Pixels are swapped sixteen at a time: so many bytes behind the last may be, too. */
const BEHIND = 64;

/** Where PDFium paints every page: its own bitmap would be zeroed first, and then be made white. */
let canvas: Canvas | undefined;

interface Canvas {
  readonly of: Pdfium;
  readonly at: number;
  readonly byteLength: number;
  readonly swap: ReturnType<typeof swapLoop>;
}

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
  const channels = channelsFor(api, page);
  const byteLength = width * height * channels;
  const { at: canvasAt, swap } = canvasOf(api, byteLength);
  const { pdfium } = api;
  pdfium.HEAPU8.fill(WHITE, canvasAt, canvasAt + byteLength);
  const format = FORMATS[channels];
  const bitmap = api.FPDFBitmap_CreateEx(width, height, format, canvasAt, width * channels);
  if (bitmap === 0) throw new Failure('render_failed', { detail: 'no memory for its pixels' });
  try {
    api.FORM_OnAfterLoadPage(page, form);
    api.FPDF_RenderPageBitmap(bitmap, page, ...place, 0, DRAW_ANNOTATIONS);
    api.FPDF_FFLDraw(form, bitmap, page, ...place, 0, DRAW_ANNOTATIONS);
    api.FORM_OnBeforeClosePage(page, form);
  } finally {
    api.FPDFBitmap_Destroy(bitmap);
  }
  // Told to write red before blue itself, PDFium takes up to half as long again.
  swap(canvasAt, width * height, channels);
  // The view is taken after painting: memory that grew meanwhile has moved.
  const data = Buffer.from(pdfium.HEAPU8.buffer, canvasAt, byteLength);
  return { data, width, height, channels };
}

/**
 * On paper nothing shines through, and painting three bytes takes a tenth less than four. But where a
 * picture is opaque, PDFium writes what is in fields with the coloured edges of a screen's text.
 */
function channelsFor(api: Pdfium, page: number): 3 | 4 {
  return api.FPDFPage_GetAnnotCount(page) > 0 ? 4 : 3;
}

/** Memory of PDFium's for so many bytes. @throws Failure `render_failed` where it has none left */
function canvasOf(api: Pdfium, byteLength: number): Canvas {
  if (canvas?.of === api && canvas.byteLength >= byteLength) return canvas;
  const { malloc, free } = api.pdfium.wasmExports;
  if (canvas?.of === api) free(canvas.at);
  canvas = undefined;
  const at = malloc(byteLength + BEHIND) >>> 0;
  if (at === 0) throw new Failure('render_failed', { detail: 'no memory for its pixels' });
  canvas = { of: api, at, byteLength, swap: swapLoop(memoryOf(api)) };
  return canvas;
}

/** The memory itself; its bytes under `HEAPU8` move when it grows. */
function memoryOf({ pdfium: { wasmExports } }: Pdfium): WebAssembly.Memory {
  const memory: unknown = Reflect.get(wasmExports, 'memory');
  if (!(memory instanceof WebAssembly.Memory)) throw new TypeError('PDFium has no memory');
  return memory;
}
