import type { PictureSize } from '@quire/domain';
import type { Part } from '../choose-size.ts';
import type { PageFrame } from './page-frame.ts';
import type { PdfDocument } from './pdf-document.ts';
import { wasmCalls } from './wasm-calls.ts';

/** `FPDF_PAGEOBJ_IMAGE` of `fpdf_edit.h`. */
const IMAGE = 3;
/** A drawing may have a million paths; one with so many objects is no page of pictures. */
const MAX_OBJECTS = 20_000;
/** A logo or a line of a table is smaller than this share of its page, and a screenshot is not. */
const LEAST_SHARE = 0.02;

/**
 * What of a loaded page its pictures lie on, all in one: there may be print in them, of which no text layer
 * says how large it is.
 * @param size of the page as seen, in points
 * @returns null where they are none, or small
 */
export function picturedPart(
  { api }: PdfDocument,
  page: number,
  frame: PageFrame,
  size: PictureSize,
): Part | null {
  const calls = wasmCalls(api);
  const objects = calls.countObjects(page);
  if (objects > MAX_OBJECTS) return null;
  const memory = api.pdfium.wasmExports.malloc(16);
  const said = (at: number): number => api.pdfium.HEAPF32[(memory >>> 2) + at] ?? 0;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  try {
    for (let at = 0; at < objects; at += 1) {
      const object = calls.objectAt(page, at);
      if (calls.type(object) !== IMAGE) continue;
      if (calls.bounds(object, memory, memory + 4, memory + 8, memory + 12) !== 1) continue;
      const place = frame.place({ left: said(0), bottom: said(1), right: said(2), top: said(3) });
      const [toRight, toBottom] = [place.x + place.width, place.y + place.height];
      const [fromLeft, fromTop] = [Math.max(0, place.x), Math.max(0, place.y)];
      const width = Math.min(size.width, toRight) - fromLeft;
      const height = Math.min(size.height, toBottom) - fromTop;
      const isWorthIt =
        width > 0 && height > 0 && width * height > LEAST_SHARE * size.width * size.height;
      if (!isWorthIt) continue;
      left = Math.min(left, fromLeft);
      top = Math.min(top, fromTop);
      right = Math.max(right, fromLeft + width);
      bottom = Math.max(bottom, fromTop + height);
    }
  } finally {
    api.pdfium.wasmExports.free(memory);
  }
  if (!(left < right)) return null;
  return {
    left: left / size.width,
    top: top / size.height,
    width: (right - left) / size.width,
    height: (bottom - top) / size.height,
  };
}
