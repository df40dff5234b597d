import type { Pdfium } from './load-pdfium.ts';
import { hasLayers } from './page-tree/has-layers.ts';
import type { PdfDocument } from './pdf-document.ts';
import { IMAGE, walkIntoForms } from './walk-objects.ts';

/** What has one meaning alone: whoever unpacks it at all has what was packed. */
const EXACT_FILTERS: ReadonlySet<string> = new Set([
  'FlateDecode',
  'LZWDecode',
  'RunLengthDecode',
  'CCITTFaxDecode',
  'JBIG2Decode',
  'ASCII85Decode',
  'ASCIIHexDecode',
]);
/** `FPDF_COLORSPACE_…` of `fpdf_edit.h`: DeviceGray, DeviceRGB and ICCBased. */
const PLAIN_COLOURS: ReadonlySet<number> = new Set([1, 2, 7]);
/** `FPDF_IMAGEOBJ_METADATA` of `fpdf_edit.h` in 32-bit memory, and where its colour space stands. */
const METADATA_BYTES = 28;
const COLOURS_AT = 20;
/** The longest of them in ASCII. */
const FILTER_BYTES = 16;

/**
 * Whether a page is pictures alone, as scanners file it, which no engine decodes or shows otherwise than another.
 * Whether they are whole is another question (`is-damaged.ts`).
 */
export function isExactScan({ api, file }: PdfDocument, page: number): boolean {
  // Of layers that are switched off engines think differently.
  if (api.FPDFPage_GetAnnotCount(page) > 0 || hasLayers(file)) return false;
  const { malloc, free } = api.pdfium.wasmExports;
  const memory = malloc(METADATA_BYTES);
  let images = 0;
  try {
    const areAll = walkIntoForms(api, page, (object, type) => {
      images += 1;
      return type === IMAGE && hasPlainColours(api, object, page, memory) && isExact(api, object);
    });
    return areAll && images > 0;
  } finally {
    free(memory);
  }
}

function hasPlainColours(api: Pdfium, image: number, page: number, memory: number): boolean {
  if (!api.FPDFImageObj_GetImageMetadata(image, page, memory)) return false;
  return PLAIN_COLOURS.has(api.pdfium.HEAP32[(memory + COLOURS_AT) >>> 2] ?? 0);
}

function isExact(api: Pdfium, image: number): boolean {
  const { pdfium } = api;
  const memory = pdfium.wasmExports.malloc(FILTER_BYTES);
  try {
    const count = api.FPDFImageObj_GetImageFilterCount(image);
    return Array.from({ length: count }, (_, nth) => nth).every((nth) => {
      const byteLength = api.FPDFImageObj_GetImageFilter(image, nth, memory, FILTER_BYTES);
      return byteLength <= FILTER_BYTES && EXACT_FILTERS.has(pdfium.UTF8ToString(memory));
    });
  } finally {
    pdfium.wasmExports.free(memory);
  }
}
