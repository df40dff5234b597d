import type { Pdfium } from './load-pdfium.ts';
import { wasmCalls } from './wasm-calls.ts';

/** `FPDF_PAGEOBJ_…` of `fpdf_edit.h`. */
export const TEXT = 1;
export const PATH = 2;
export const IMAGE = 3;
const FORM = 5;

/** A drawing may have a million paths. Nobody learns from more than these what it shows. */
const MAX_OBJECTS = 20_000;
/** Forms in forms, as programs that lay pages out write them. */
const MAX_DEPTH = 4;

/** A box in the coordinates in which a page's content is written. */
interface Box {
  left: number;
  bottom: number;
  right: number;
  top: number;
}

/**
 * Told an object's type, and a way to its box: one for all objects, and null where PDFium has none.
 * @returns whether to go on
 */
type Visit = (object: number, type: number, readBox: () => Box | null) => boolean;

type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/**
 * Visits the objects of a loaded page in the order in which they are painted. A form is one of them.
 * @returns whether all were visited: not if there are more than 20,000
 */
export function walkObjects(api: Pdfium, page: number, visit: Visit): boolean {
  return walk(api, page, 0, visit);
}

/** As `walkObjects`, with what is in a form instead of the form. */
export function walkIntoForms(api: Pdfium, page: number, visit: Visit): boolean {
  return walk(api, page, MAX_DEPTH, visit);
}

function walk(api: Pdfium, page: number, maxDepth: number, visit: Visit): boolean {
  const calls = wasmCalls(api);
  const memory = api.pdfium.wasmExports.malloc(24);
  /** Number by number, as in `readSigns`; taken anew each time, for memory that grew has moved. */
  const said = (at: number): number => api.pdfium.HEAPF32[(memory >>> 2) + at] ?? 0;
  const box: Box = { left: 0, bottom: 0, right: 0, top: 0 };
  let [object, left] = [0, MAX_OBJECTS];
  let within: Matrix | null = null;
  const readBox = (): Box | null => {
    if (calls.bounds(object, memory, memory + 4, memory + 8, memory + 12) !== 1) return null;
    box.left = said(0);
    box.bottom = said(1);
    box.right = said(2);
    box.top = said(3);
    if (within !== null) place(box, within);
    return box;
  };
  const readMatrix = (): Matrix | null =>
    calls.objectMatrix(object, memory) === 1
      ? [said(0), said(1), said(2), said(3), said(4), said(5)]
      : null;
  const visitAll = (
    count: number,
    objectAt: (at: number) => number,
    depth: number,
    placed: Matrix | null,
  ): boolean => {
    if (count > left) return false;
    left -= count;
    for (let at = 0; at < count; at += 1) {
      object = objectAt(at);
      within = placed;
      const type = calls.type(object);
      if (type === FORM && depth < maxDepth) {
        const form = object;
        const inner = after(readMatrix(), placed);
        const inForm = (nth: number): number => calls.objectInForm(form, nth);
        if (!visitAll(calls.countInForm(form), inForm, depth + 1, inner)) return false;
      } else if (!visit(object, type, readBox)) return false;
    }
    return true;
  };
  try {
    return visitAll(calls.countObjects(page), (at) => calls.objectAt(page, at), 0, null);
  } finally {
    api.pdfium.wasmExports.free(memory);
  }
}

/** First the one, then the other (ISO 32000-1, 8.3.4). */
function after(one: Matrix | null, other: Matrix | null): Matrix | null {
  if (one === null || other === null) return one ?? other;
  const [a, b, c, d, e, f] = one;
  const [A, B, C, D, E, F] = other;
  return [
    a * A + b * C,
    a * B + b * D,
    c * A + d * C,
    c * B + d * D,
    e * A + f * C + E,
    e * B + f * D + F,
  ];
}

/** Makes a box the one around where it is placed. */
function place(box: Box, [a, b, c, d, e, f]: Matrix): void {
  const { left, bottom, right, top } = box;
  box.left = Math.min(a * left, a * right) + Math.min(c * bottom, c * top) + e;
  box.right = Math.max(a * left, a * right) + Math.max(c * bottom, c * top) + e;
  box.bottom = Math.min(b * left, b * right) + Math.min(d * bottom, d * top) + f;
  box.top = Math.max(b * left, b * right) + Math.max(d * bottom, d * top) + f;
}
