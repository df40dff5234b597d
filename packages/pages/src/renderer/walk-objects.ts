import type { Pdfium } from './load-pdfium.ts';
import { wasmCalls } from './wasm-calls.ts';

/** `FPDF_PAGEOBJ_…` of `fpdf_edit.h`. */
export const TEXT = 1;
export const IMAGE = 3;

/** A box in the coordinates in which a page's content is written. */
export interface Box {
  left: number;
  bottom: number;
  right: number;
  top: number;
}

/**
 * Visits the objects of a loaded page in the order in which they are painted.
 * @param visit told an object's type, and a way to its box: one for all objects, for a drawing has a million, and null
 * where PDFium has none. It returns whether to go on
 * @returns whether all were visited
 */
export function walkObjects(
  api: Pdfium,
  page: number,
  visit: (object: number, type: number, readBox: () => Box | null) => boolean,
): boolean {
  const calls = wasmCalls(api);
  const memory = api.pdfium.wasmExports.malloc(16);
  const from = memory >>> 2;
  const box: Box = { left: 0, bottom: 0, right: 0, top: 0 };
  let object = 0;
  const readBox = (): Box | null => {
    if (calls.bounds(object, memory, memory + 4, memory + 8, memory + 12) !== 1) return null;
    // Number by number, as in `readSigns`; taken anew each time, for memory that grew has moved.
    const { HEAPF32: floats } = api.pdfium;
    box.left = floats[from] ?? 0;
    box.bottom = floats[from + 1] ?? 0;
    box.right = floats[from + 2] ?? 0;
    box.top = floats[from + 3] ?? 0;
    return box;
  };
  try {
    const objects = calls.countObjects(page);
    for (let at = 0; at < objects; at += 1) {
      object = calls.objectAt(page, at);
      if (!visit(object, calls.type(object), readBox)) return false;
    }
    return true;
  } finally {
    api.pdfium.wasmExports.free(memory);
  }
}
