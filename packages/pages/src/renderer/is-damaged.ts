import { copyPage } from './cut-page.ts';
import { hasBrokenContent } from './has-broken-content.ts';
import { bytesSource } from './page-tree/bytes-source.ts';
import type { PdfDocument } from './pdf-document.ts';
import { IMAGE, walkIntoForms } from './walk-objects.ts';
import { wasmCalls } from './wasm-calls.ts';

/** So many pictures of a page are looked at: one that shows none of them has few. */
const MOST_IMAGES = 100;
/** What a page refers to may be all of its file, and a copy has it in memory three times. */
const MOST_COPIED_BYTES = 64 * 1024 * 1024;

/**
 * Whether a page on which nothing is seen has something on it all the same: a picture that cannot be decoded, or
 * content that cannot be unpacked or draws what is not there.
 */
export function isDamaged(document: PdfDocument, index: number): boolean {
  const { api } = document;
  const { isEmpty, number, hasBrokenImage } = document.withPage(index, (page) => ({
    isEmpty: wasmCalls(api).countObjects(page) === 0,
    number: api.EPDFPage_GetObjectNumber(page),
    hasBrokenImage: isImageBroken(document, page),
  }));
  if (hasBrokenImage) return true;
  // PDFium has read some of its content, and it is drawn in white, or outside of the page.
  if (!isEmpty) return false;
  return isContentBroken(document, index, number);
}

function isContentBroken(document: PdfDocument, index: number, number: number): boolean {
  const { file } = document;
  const isBroken = hasBrokenContent(file, number);
  // So it is of nearly all blank pages.
  if (isBroken === false) return false;
  const alone = file.byteLength <= MOST_COPIED_BYTES ? copyPage(document, index) : null;
  // As PDFium writes it anew nothing is locked, and lengths are right.
  return (alone === null ? isBroken : hasBrokenContent(bytesSource(alone), 'first')) === true;
}

function isImageBroken({ api }: PdfDocument, page: number): boolean {
  let left = MOST_IMAGES;
  let isBroken = false;
  walkIntoForms(api, page, (object, type) => {
    if (type !== IMAGE) return true;
    const bitmap = api.FPDFImageObj_GetBitmap(object);
    if (bitmap === 0) isBroken = true;
    else api.FPDFBitmap_Destroy(bitmap);
    left -= 1;
    return !isBroken && left > 0;
  });
  return isBroken;
}
