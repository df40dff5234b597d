import type { Pdfium } from './load-pdfium.ts';
import { wasmCalls } from './wasm-calls.ts';

/**
 * `FPDF_TEXTRENDERMODE_…` of `fpdf_edit.h`: text that is filled, and text whose outline is drawn, each with and without
 * being added to what is painted later is cut to. Mode 3 paints nothing, and mode 7 does nothing but cut.
 */
const FILLED: ReadonlySet<number> = new Set([0, 2, 4, 6]);
const STROKED: ReadonlySet<number> = new Set([1, 2, 5, 6]);
const UNPAINTED: ReadonlySet<number> = new Set([3, 7]);
const ALPHA = 3;

/**
 * Whether anything of a text object is painted, by its own state. What shows through a mode-7 text (a title in shades)
 * is painted by others, and what lies over a text is not looked for.
 * @param memory room for four numbers of 32 bits
 */
export function isPainted(api: Pdfium, object: number, memory: number): boolean {
  const calls = wasmCalls(api);
  const mode = calls.renderMode(object);
  if (UNPAINTED.has(mode)) return false;
  const isClear = (ask: typeof calls.fillColor): boolean =>
    ask(object, memory, memory + 4, memory + 8, memory + 12) === 1 &&
    api.pdfium.HEAPU32[(memory >>> 2) + ALPHA] === 0;
  const isFillSeen = FILLED.has(mode) && !isClear(calls.fillColor);
  const isOutlineSeen = STROKED.has(mode) && !isClear(calls.strokeColor);
  // A mode that nobody knows is painted somehow.
  return isFillSeen || isOutlineSeen || !(FILLED.has(mode) || STROKED.has(mode));
}
