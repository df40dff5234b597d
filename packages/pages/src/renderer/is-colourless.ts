import type { Pdfium } from './load-pdfium.ts';
import type { PdfDocument } from './pdf-document.ts';
import { wasmCalls } from './wasm-calls.ts';

/** `FPDF_PAGEOBJ_…` of `fpdf_edit.h`. */
const TEXT = 1;
const PATH = 2;
const FORM = 5;
/** Render modes of text (ISO 32000-1, 9.3.6): filled, stroked, both, neither; from 4 on it clips. */
const STROKED = 1;
const BOTH = 2;
const FIRST_CLIPPING = 4;
/** `FPDF_ANNOT_LINK` and `FPDF_ANNOT_APPEARANCEMODE_NORMAL` of `fpdf_annot.h`. */
const LINK = 2;
const NORMAL = 0;
/** An appearance that is not there is an empty text in UTF-16, with the zero that ends it. */
const NO_TEXT_BYTES = 2;
/** A drawing may have a million paths: what has more than so many is taken to have a colour. */
const MAX_OBJECTS = 20_000;
/** Of drawings within drawings, as deep as any sound file has them. */
const MAX_DEPTH = 4;
/** What PDFium says in the place of a pattern: this grey of a tile with colours, white of a shading. */
const OF_PATTERNS: ReadonlySet<number> = new Set([0xbf, 0xff]);
/** Or black, where the pattern's space has a colour that nobody set. */
const BLACK = 0;
/** What is no thicker is a rule or a dash, in points; nobody fills those with patterns. */
const RULE_PT = 4;

/**
 * Whether a loaded page is print in shades of grey and nothing else, by its list of objects: text and
 * paths, nothing seen through anything, no picture, no pattern, no letters that are drawings of their
 * own. PDFium then paints it with one byte a pixel, in half the time. In doubt it has colours: some of
 * what is transparent ends PDFium where it is painted into grey.
 */
export function isColourless({ api }: PdfDocument, page: number): boolean {
  const calls = wasmCalls(api);
  if (!areUnseen(api, page) || calls.hasTransparency(page) === 1) return false;
  const fonts = new Map<number, boolean>();
  let left = MAX_OBJECTS;
  const memory = api.pdfium.wasmExports.malloc(16);
  /** Taken anew each time: memory that grew has moved. */
  const said = (at: number): number => api.pdfium.HEAPU32[(memory >>> 2) + at] ?? 0;

  const isGrey = (colour: 'fillColour' | 'strokeColour', object: number): boolean => {
    const isSaid = calls[colour](object, memory, memory + 4, memory + 8, memory + 12) === 1;
    return isSaid && said(0) === said(1) && said(0) === said(2) && !OF_PATTERNS.has(said(0));
  };
  const hasFontFile = (object: number): boolean => {
    const font = calls.fontOf(object);
    let isFile = fonts.get(font);
    if (isFile === undefined) {
      // Letters that are drawings (Type 3), with colours of their own, have none.
      isFile = calls.fontData(font, 0, 0, memory) === 1 && said(0) > 0;
      fonts.set(font, isFile);
    }
    return isFile;
  };
  const isGreyText = (object: number): boolean => {
    const mode = calls.renderMode(object);
    if (mode >= FIRST_CLIPPING || !hasFontFile(object)) return false;
    const isStroked = mode === STROKED || mode === BOTH;
    return isGrey('fillColour', object) && (!isStroked || isGrey('strokeColour', object));
  };
  const isRule = (object: number): boolean => {
    const isSaid = calls.bounds(object, memory, memory + 4, memory + 8, memory + 12) === 1;
    const from = memory >>> 2;
    const [x = 0, y = 0, right = 0, top = 0] = api.pdfium.HEAPF32.subarray(from, from + 4);
    return isSaid && Math.min(right - x, top - y) <= RULE_PT;
  };
  const isGreyPath = (object: number): boolean => {
    calls.drawMode(object, memory, memory + 4);
    const [isFilled, isStroked] = [said(0) !== 0, said(1) !== 0];
    if (isStroked && !isGrey('strokeColour', object)) return false;
    if (!isFilled) return true;
    return isGrey('fillColour', object) && (said(0) !== BLACK || isRule(object));
  };
  const isPrint = (object: number, depth: number): boolean => {
    left -= 1;
    if (left < 0 || calls.isSeenThrough(object) === 1) return false;
    switch (calls.type(object)) {
      case TEXT:
        return isGreyText(object);
      case PATH:
        return isGreyPath(object);
      case FORM:
        return (
          depth < MAX_DEPTH &&
          areAll(calls.countInForm(object), (at) => isPrint(calls.inForm(object, at), depth + 1))
        );
      default:
        return false;
    }
  };
  try {
    return areAll(calls.countObjects(page), (at) => isPrint(calls.objectAt(page, at), 0));
  } finally {
    api.pdfium.wasmExports.free(memory);
  }
}

function areAll(count: number, isPrint: (at: number) => boolean): boolean {
  for (let at = 0; at < count; at += 1) if (!isPrint(at)) return false;
  return true;
}

/** Whether a page's annotations are links without frames alone: nobody looks at others' colours here. */
function areUnseen(api: Pdfium, page: number): boolean {
  const calls = wasmCalls(api);
  const count = calls.countAnnotations(page);
  if (count > MAX_OBJECTS) return false;
  const memory = api.pdfium.wasmExports.malloc(16);
  try {
    return areAll(count, (at) => {
      const annotation = calls.annotationAt(page, at);
      const isPlainLink =
        calls.annotationType(annotation) === LINK &&
        calls.appearance(annotation, NORMAL, 0, 0) <= NO_TEXT_BYTES &&
        calls.border(annotation, memory, memory + 4, memory + 8) === 1;
      calls.closeAnnotation(annotation);
      // Without a word of a frame, PDFium draws one.
      return isPlainLink && api.pdfium.HEAPF32[(memory >>> 2) + 2] === 0;
    });
  } finally {
    api.pdfium.wasmExports.free(memory);
  }
}
