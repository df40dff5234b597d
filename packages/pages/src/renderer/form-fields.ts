import type { PlaceOnPage } from '@quire/domain';
import type { LayerWord } from '../text-layer.ts';
import type { PageFrame } from './page-frame.ts';
import type { PdfDocument } from './pdf-document.ts';

/** `FPDF_ANNOT_…` of `fpdf_annot.h`: what marks words that are there, or shows none. */
const SILENT = new Set([
  /* link */ 2, /* highlight… */ 9, 10, 11, /* strike-out */ 12, /* popup */ 16,
]);
const WIDGET = 20;
/** `FPDF_FORMFIELD_…` of `fpdf_formfill.h`: fields whose value is what is seen in them. */
const WRITTEN = new Set([/* choice */ 4, /* text */ 6]);
/** Bits of `/F` (ISO 32000-1, table 165): hidden, not to be viewed. */
const UNSEEN = 0b10_0010;
/** Bit of `/Ff` (table 228): the value of a password is not shown. */
const PASSWORD = 1 << 13;
/** A form of a tax office has 500 fields on a page. */
const MAX_FIELDS = 2_000;
/** A value is taken to be written in type of this height. */
const LINE_PT = 12;
const LETTER_PT = 5.5;

/** What lies on a page over its content. */
export interface Overlay {
  /** Where words may be seen that nothing here names: fields, notes, stamps, drawings by hand. */
  readonly places: readonly PlaceOnPage[];
  /** The values of filled fields, where they are about to be read. */
  readonly words: readonly LayerWord[];
}

/** Reads the fields and notes of a loaded page. Their values stand in no text layer of PDFium's. */
export function readOverlay(document: PdfDocument, page: number, frame: PageFrame): Overlay {
  const { api } = document;
  const places: PlaceOnPage[] = [];
  const words: LayerWord[] = [];
  const count = Math.min(api.FPDFPage_GetAnnotCount(page), MAX_FIELDS);
  for (let at = 0; at < count; at += 1) {
    const annotation = api.FPDFPage_GetAnnot(page, at);
    if (annotation === 0) continue;
    try {
      const type = api.FPDFAnnot_GetSubtype(annotation);
      if (SILENT.has(type) || (api.FPDFAnnot_GetFlags(annotation) & UNSEEN) !== 0) continue;
      const place = readPlace(document, annotation, frame);
      if (place === null) continue;
      places.push(place);
      if (type !== WIDGET) continue;
      // One by one: a value of 200,000 words is more than a call takes.
      for (const word of wordsIn(place, readValue(document, annotation))) words.push(word);
    } finally {
      api.FPDFPage_CloseAnnot(annotation);
    }
  }
  return { places, words };
}

function readPlace({ api }: PdfDocument, annotation: number, frame: PageFrame): PlaceOnPage | null {
  const { pdfium } = api;
  const rect = pdfium.wasmExports.malloc(16);
  try {
    if (!api.FPDFAnnot_GetRect(annotation, rect)) return null;
    const corners = pdfium.HEAPF32.subarray(rect / 4, rect / 4 + 4);
    // FS_RECTF of `fpdfview.h`.
    const [left = 0, top = 0, right = 0, bottom = 0] = corners;
    return frame.place({ left, top, right, bottom });
  } finally {
    pdfium.wasmExports.free(rect);
  }
}

function readValue({ api, form }: PdfDocument, annotation: number): string {
  const isSeen =
    WRITTEN.has(api.FPDFAnnot_GetFormFieldType(form, annotation)) &&
    (api.FPDFAnnot_GetFormFieldFlags(form, annotation) & PASSWORD) === 0;
  if (!isSeen) return '';
  const { pdfium } = api;
  const byteLength = api.FPDFAnnot_GetFormFieldValue(form, annotation, 0, 0);
  const memory = pdfium.wasmExports.malloc(byteLength);
  try {
    api.FPDFAnnot_GetFormFieldValue(form, annotation, memory, byteLength);
    // UTF-16 with a zero at its end.
    return Buffer.from(pdfium.HEAPU8.subarray(memory, memory + byteLength - 2)).toString('utf16le');
  } finally {
    pdfium.wasmExports.free(memory);
  }
}

/** Nobody says where in its field each word of a value stands: as if it were set in type, line by line. */
function wordsIn(place: PlaceOnPage, value: string): LayerWord[] {
  const height = Math.min(LINE_PT, place.height);
  let [x, y] = [place.x, place.y];
  const words: LayerWord[] = [];
  for (const text of value.split(/\s+/).filter((word) => word !== '')) {
    const width = text.length * LETTER_PT;
    if (
      x > place.x &&
      x + width > place.x + place.width &&
      y + 2 * height <= place.y + place.height
    ) {
      [x, y] = [place.x, y + height];
    }
    words.push({ text, x, y, width, height, fontSize: height, angle: 0, isHidden: false });
    x += width + LETTER_PT;
  }
  return words;
}
