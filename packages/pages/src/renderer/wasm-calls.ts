import type { Pdfium } from './load-pdfium.ts';

type Call = (...numbers: number[]) => number;

let known: { readonly of: Pdfium; readonly calls: ReturnType<typeof callsOf> } | undefined;

/**
 * The functions that are asked of every sign and every object of a page (`fpdf_text.h`, `fpdf_edit.h`,
 * `fpdf_annot.h`), without the package's wrapping, which takes each call's arguments apart: 3,500 signs
 * took 10 ms of processor time through it and take 2 without. Text and numbers are not converted: boxes
 * and matrices are written to memory.
 */
export function wasmCalls(api: Pdfium): ReturnType<typeof callsOf> {
  if (known?.of !== api) known = { of: api, calls: callsOf(api) };
  return known.calls;
}

function callsOf({ pdfium: { wasmExports } }: Pdfium) {
  const call = (name: string): Call => {
    const found: unknown = Reflect.get(wasmExports, name);
    if (!isCall(found)) throw new TypeError(`PDFium does not have ${name}`);
    return found;
  };
  return {
    unicode: call('FPDFText_GetUnicode'),
    isGenerated: call('FPDFText_IsGenerated'),
    box: call('FPDFText_GetCharBox'),
    matrix: call('FPDFText_GetMatrix'),
    object: call('FPDFText_GetTextObject'),
    fontSize: call('FPDFText_GetFontSize'),
    hasMapError: call('FPDFText_HasUnicodeMapError'),
    renderMode: call('FPDFTextObj_GetTextRenderMode'),
    font: call('FPDFTextObj_GetFont'),
    fillColor: call('FPDFPageObj_GetFillColor'),
    strokeColor: call('FPDFPageObj_GetStrokeColor'),
    countObjects: call('FPDFPage_CountObjects'),
    countAnnotations: call('FPDFPage_GetAnnotCount'),
    annotationAt: call('FPDFPage_GetAnnot'),
    closeAnnotation: call('FPDFPage_CloseAnnot'),
    rectangle: call('FPDFAnnot_GetRect'),
    objectAt: call('FPDFPage_GetObject'),
    annotationType: call('FPDFAnnot_GetSubtype'),
    type: call('FPDFPageObj_GetType'),
    bounds: call('FPDFPageObj_GetBounds'),
    objectMatrix: call('FPDFPageObj_GetMatrix'),
    countInForm: call('FPDFFormObj_CountObjects'),
    objectInForm: call('FPDFFormObj_GetObject'),
    countSegments: call('FPDFPath_CountSegments'),
  } as const;
}

function isCall(value: unknown): value is Call {
  return typeof value === 'function';
}
