import { hasBrokenContent } from './has-broken-content.ts';
import type { PdfDocument } from './pdf-document.ts';
import { copyPage } from './cut-page.ts';
import { IMAGE, walkIntoForms } from './walk-objects.ts';
import { wasmCalls } from './wasm-calls.ts';

/** So many pictures of a page are looked at: one that shows none of them has few. */
const MOST_IMAGES = 100;

/**
 * Whether a page on which nothing is seen has something on it all the same: a picture that cannot be decoded, or
 * content that cannot be unpacked or draws what is not there.
 */
export function isDamaged(document: PdfDocument, index: number): boolean {
  const { api } = document;
  const { isEmpty, hasBrokenImage } = document.withPage(index, (page) => ({
    isEmpty: wasmCalls(api).countObjects(page) === 0,
    hasBrokenImage: isImageBroken(document, page),
  }));
  if (hasBrokenImage) return true;
  // PDFium has read some of its content, and it is drawn in white, or outside of the page.
  if (!isEmpty) return false;
  const alone = copyPage(document, index);
  return alone !== null && hasBrokenContent(alone);
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
