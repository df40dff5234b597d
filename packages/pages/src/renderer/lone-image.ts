import { type Coding, isPlainImage } from './is-plain-image.ts';
import type { PdfDocument } from './pdf-document.ts';
import { readDictionary } from './read-dictionary.ts';
import { IMAGE } from './walk-objects.ts';

/** How far an edge of the picture may be from the page's: half a percent leaves 98 % covered. */
const MOST_OFF = 0.005;
/** So many bytes of its middle, which no header fills, tell a picture from all others of its length. */
const TOLD_BY_BYTES = 4 * 1024;

/** The picture of a page that is one picture and nothing else, as scanners make them. */
export interface LoneImage {
  readonly object: number;
  readonly coding: Coding;
}

/** @returns null where the page has to be painted */
export function loneImage(document: PdfDocument, page: number): LoneImage | null {
  const { api } = document;
  if (api.FPDFPage_CountObjects(page) !== 1 || api.FPDFPage_GetAnnotCount(page) > 0) return null;
  const object = api.FPDFPage_GetObject(page, 0);
  const isOnlyImage =
    api.FPDFPageObj_GetType(object) === IMAGE &&
    api.FPDFImageObj_GetImageFilterCount(object) === 1 &&
    !api.FPDFPageObj_HasTransparency(object) &&
    api.FPDFClipPath_CountPaths(api.FPDFPageObj_GetClipPath(object)) <= 0;
  if (!isOnlyImage || !coversPage(document, page, object)) return null;
  const dictionary = dictionaryOf(document, object);
  if (dictionary === null) return null;
  if (isPlainImage(dictionary, 'jpeg')) return { object, coding: 'jpeg' };
  return isPlainImage(dictionary, 'shades') ? { object, coding: 'shades' } : null;
}

/**
 * What the file says of a picture. PDFium does not tell where it has read it: of the streams of its length it is the
 * one with its bytes, whatever else was read before, so that a page is drawn alike each time.
 * @returns null where the file holds it otherwise, as encrypted files do
 */
function dictionaryOf(document: PdfDocument, object: number): ReturnType<typeof readDictionary> {
  const { api, file } = document;
  const { pdfium } = api;
  const byteLength = api.FPDFImageObj_GetImageDataRaw(object, 0, 0);
  // What was read last is mostly what is asked for.
  const places = document.streamsAt(byteLength).toReversed();
  if (places.length === 0) return null;
  const memory = pdfium.wasmExports.malloc(byteLength) >>> 0;
  if (memory === 0) return null;
  try {
    api.FPDFImageObj_GetImageDataRaw(object, memory, byteLength);
    const from = Math.max(0, (byteLength - TOLD_BY_BYTES) >> 1);
    const to = Math.min(byteLength, from + TOLD_BY_BYTES);
    const told = Buffer.from(pdfium.HEAPU8.slice(memory + from, memory + to));
    const found = Buffer.alloc(told.length);
    const at = places.find((place) => file.read(place + from, found) && found.equals(told));
    return at === undefined ? null : readDictionary(file, at);
  } finally {
    pdfium.wasmExports.free(memory);
  }
}

/** Whether the picture stands upright from edge to edge. `/Rotate` turns both alike. */
function coversPage({ api }: PdfDocument, page: number, image: number): boolean {
  const { pdfium } = api;
  const memory = pdfium.wasmExports.malloc(40);
  try {
    if (!api.FPDF_GetPageBoundingBox(page, memory)) return false;
    if (!api.FPDFPageObj_GetMatrix(image, memory + 16)) return false;
    const floats = pdfium.HEAPF32.subarray(memory / 4, memory / 4 + 10);
    const [left = 0, top = 0, right = 0, bottom = 0, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] =
      floats;
    const [width, height] = [right - left, top - bottom];
    if (b !== 0 || c !== 0 || a <= 0 || d <= 0) return false;
    const offAcross = Math.max(Math.abs(e - left), Math.abs(e + a - right));
    const offDown = Math.max(Math.abs(f - bottom), Math.abs(f + d - top));
    return offAcross <= width * MOST_OFF && offDown <= height * MOST_OFF;
  } finally {
    pdfium.wasmExports.free(memory);
  }
}
