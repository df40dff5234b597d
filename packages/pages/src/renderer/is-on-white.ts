import type { PictureSize } from '@quire/domain';
import type { PageFrame } from './page-frame.ts';
import type { PdfDocument } from './pdf-document.ts';
import { PATH, walkIntoForms } from './walk-objects.ts';
import { wasmCalls } from './wasm-calls.ts';

/** How far the sheet's edges may be from the page's, as a share of the page's long side. */
const MOST_OFF = 0.005;
const FULL = 255;

/**
 * Whether what a loaded page paints first is all of itself, in white or in a pattern that PDFium calls so: as browsers
 * and what is made with them begin, so that its list of objects does not say where its margins are.
 * @param size of the page as seen, in points
 */
export function isOnWhite(
  { api }: PdfDocument,
  page: number,
  frame: PageFrame,
  size: PictureSize,
): boolean {
  const calls = wasmCalls(api);
  const memory = api.pdfium.wasmExports.malloc(16);
  let isWhite = false;
  try {
    walkIntoForms(api, page, (object, type, readBox) => {
      const box = type === PATH ? readBox() : null;
      if (box === null) return false;
      const { x, y, width, height } = frame.place(box);
      const off = MOST_OFF * Math.max(size.width, size.height);
      const isAll =
        Math.max(x, y) <= off && x + width >= size.width - off && y + height >= size.height - off;
      const isTold = calls.fillColor(object, memory, memory + 4, memory + 8, memory + 12) === 1;
      const colour = api.pdfium.HEAPU32.subarray(memory >>> 2, (memory >>> 2) + 4);
      isWhite = isAll && isTold && colour.every((value) => value === FULL);
      return false;
    });
  } finally {
    api.pdfium.wasmExports.free(memory);
  }
  return isWhite;
}
