import type { Turn } from '../place-part.ts';
import type { CutPage } from './drawable.ts';
import type { Pdfium } from './load-pdfium.ts';
import type { PdfDocument } from './pdf-document.ts';
import { writtenBy } from './written-by.ts';

/** A request may have 32 MB (PDF support page), and base64 makes four bytes of three. */
const MAX_CUT_BYTES = 20 * 1024 * 1024;
/** From `fpdf_flatten.h`: as it is shown on a screen; and what it says when it did not work. */
const FLAT_NORMAL_DISPLAY = 0;
const FLATTEN_FAIL = 0;
/** PDFium dates what it writes, and names it by the clock: two cuts of one page would differ. */
const DATE = '/CreationDate(D:';
const ID = '/ID[<';

/**
 * Cuts one page out as a PDF of its own: 1.1 ms a page by PDFium, which has the file open, where
 * pdf-lib would read the whole file first (rendering facts, "Splitting"). Fields and stamps become
 * part of the page, since the form that they belong to stays behind, and no password goes with it.
 * The same page is the same bytes.
 */
export function cutPage(document: PdfDocument, index: number, turn: Turn): CutPage {
  const { api } = document;
  return withPageAlone(document, index, (copy) => {
    const page = copy === null ? 0 : api.FPDF_LoadPage(copy, 0);
    if (copy === null || page === 0) return { unfit: 'PDFium cannot cut it out' };
    const quarters = (api.FPDFPage_GetRotation(page) + turn / 90) % 4;
    api.FPDFPage_SetRotation(page, quarters);
    const isFlat =
      api.FPDFPage_GetAnnotCount(page) === 0 ||
      api.FPDFPage_Flatten(page, FLAT_NORMAL_DISPLAY) !== FLATTEN_FAIL;
    api.FPDF_ClosePage(page);
    if (!isFlat) return { unfit: 'its fields could not be made part of it' };
    return save(api, copy);
  });
}

/**
 * One page as it is written, in a PDF of its own.
 * @returns null where PDFium cannot cut it out, or where it is too large
 */
export function copyPage(document: PdfDocument, index: number): Buffer | null {
  return withPageAlone(document, index, (copy) => {
    const saved = copy === null ? null : save(document.api, copy);
    return saved !== null && 'bytes' in saved ? saved.bytes : null;
  });
}

/** @param use is given the document that has this page alone; null where there is none */
function withPageAlone<T>(
  { api, handle }: PdfDocument,
  index: number,
  use: (copy: number | null) => T,
): T {
  const copy = api.FPDF_CreateNewDocument();
  try {
    return use(importPage(api, { from: handle, into: copy, index }) ? copy : null);
  } finally {
    api.FPDF_CloseDocument(copy);
  }
}

function importPage(
  api: Pdfium,
  { from, into, index }: { from: number; into: number; index: number },
): boolean {
  const { pdfium } = api;
  const indices = pdfium.wasmExports.malloc(4);
  try {
    pdfium.setValue(indices, index, 'i32');
    return api.FPDF_ImportPagesByIndex(into, from, indices, 1, 0);
  } finally {
    pdfium.wasmExports.free(indices);
  }
}

function save(api: Pdfium, copy: number): CutPage {
  const write = (writer: number): boolean => api.PDFiumExt_SaveAsCopy(copy, writer) !== 0;
  const { byteLength, bytes } = writtenBy(api, write, MAX_CUT_BYTES);
  if (byteLength === 0) return { unfit: 'PDFium cannot cut it out' };
  if (bytes !== null) return { bytes: unstamped(bytes) };
  const [has, most] = [byteLength, MAX_CUT_BYTES].map((size) => Math.ceil(size / 1024 ** 2));
  return { unfit: `with all it refers to it has ${has} MB, and ${most} fit into a request` };
}

/** Puts noughts where the clock stood; no byte moves, or the cross-reference table would be wrong. */
function unstamped(bytes: Buffer): Buffer {
  // PDFium's own `/Info` is the first that it writes, and the trailer comes last.
  blot(bytes, bytes.indexOf(DATE), DATE.length, 14);
  const id = bytes.lastIndexOf(ID);
  blot(bytes, id, ID.length, 32);
  blot(bytes, id, ID.length + 34, 32);
  return bytes;
}

function blot(bytes: Buffer, at: number, from: number, length: number): void {
  if (at >= 0) bytes.fill('0', at + from, at + from + length);
}
