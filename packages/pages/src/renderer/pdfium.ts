/// <reference types="emscripten" />
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium';
import { Failure } from '@quire/domain';

/** From `fpdfview.h`: what FPDF_GetLastError says. */
const ERROR_PASSWORD = 4;
/** From `fpdfview.h`: draw annotations; write red before blue. */
const DRAW_ANNOTATIONS = 0x01;
const REVERSE_BYTE_ORDER = 0x10;
/** From `fpdfview.h`: four bytes a pixel. */
const FORMAT_BGRA = 4;
const WHITE = 0xffffffff;

/** Pixels of a drawn page, four bytes each: red, green, blue, alpha. */
export interface Raster {
  readonly rgba: Buffer;
  readonly width: number;
  readonly height: number;
}

/** An open PDF. Sizes are in points, with the page's own turn applied. */
export interface PdfDocument {
  readonly pageCount: number;
  pageSize(index: number): { readonly width: number; readonly height: number };
  /** Degrees clockwise by which the page turns itself upright (`/Rotate`). */
  pageRotation(index: number): number;
  /** @throws Failure `render_failed` */
  draw(index: number, width: number, height: number): Raster;
  close(): void;
}

let loading: Promise<WrappedPdfiumModule> | undefined;

/** PDFium itself, loaded once in a process. */
function loadPdfium(): Promise<WrappedPdfiumModule> {
  loading ??= (async () => {
    const wasm = createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm');
    const file = await readFile(wasm);
    const wasmBinary = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
    const pdfium = await init({ wasmBinary });
    pdfium.PDFiumExt_Init();
    return pdfium;
  })();
  return loading;
}

/**
 * Opens a PDF from its bytes.
 * @throws Failure `pdf_encrypted` when it asks for a password, `pdf_unreadable` for anything else
 */
export async function openPdf(bytes: Uint8Array): Promise<PdfDocument> {
  const api = await loadPdfium();
  const heap = api.pdfium;
  const data = heap.wasmExports.malloc(bytes.length);
  // A view taken before malloc may be of a memory that has since grown elsewhere.
  heap.HEAPU8.set(bytes, data);
  const document = api.FPDF_LoadMemDocument64(data, bytes.length, '');
  if (document === 0) {
    const code = api.FPDF_GetLastError();
    heap.wasmExports.free(data);
    if (code === ERROR_PASSWORD) throw new Failure('pdf_encrypted');
    throw new Failure('pdf_unreadable', { detail: `PDFium error ${code}` });
  }
  // Without the form environment, filled-in fields and many stamps are not drawn.
  const formInfo = api.PDFiumExt_OpenFormFillInfo();
  const form = api.PDFiumExt_InitFormFillEnvironment(document, formInfo);

  const withPage = <Result>(index: number, use: (page: number) => Result): Result => {
    const page = api.FPDF_LoadPage(document, index);
    if (page === 0)
      throw new Failure('render_failed', { detail: `page ${index + 1} is not there` });
    try {
      return use(page);
    } finally {
      api.FPDF_ClosePage(page);
    }
  };
  return {
    pageCount: api.FPDF_GetPageCount(document),
    pageSize(index) {
      const size = heap.wasmExports.malloc(8);
      try {
        if (!api.FPDF_GetPageSizeByIndexF(document, index, size)) return { width: 0, height: 0 };
        const [width = 0, height = 0] = heap.HEAPF32.subarray(size / 4, size / 4 + 2);
        return { width, height };
      } finally {
        heap.wasmExports.free(size);
      }
    },
    pageRotation: (index) => withPage(index, (page) => api.FPDFPage_GetRotation(page) * 90),
    draw: (index, width, height) =>
      withPage(index, (page) => {
        const bitmap = api.FPDFBitmap_CreateEx(width, height, FORMAT_BGRA, 0, 0);
        if (bitmap === 0)
          throw new Failure('render_failed', { detail: 'no memory for its pixels' });
        try {
          const flags = DRAW_ANNOTATIONS | REVERSE_BYTE_ORDER;
          api.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE);
          api.FORM_OnAfterLoadPage(page, form);
          api.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags);
          api.FPDF_FFLDraw(form, bitmap, page, 0, 0, width, height, 0, flags);
          api.FORM_OnBeforeClosePage(page, form);
          const from = api.FPDFBitmap_GetBuffer(bitmap);
          const bytesInAll = api.FPDFBitmap_GetStride(bitmap) * height;
          return { rgba: Buffer.from(heap.HEAPU8.slice(from, from + bytesInAll)), width, height };
        } finally {
          api.FPDFBitmap_Destroy(bitmap);
        }
      }),
    close() {
      api.PDFiumExt_ExitFormFillEnvironment(form);
      api.PDFiumExt_CloseFormFillInfo(formInfo);
      api.FPDF_CloseDocument(document);
      heap.wasmExports.free(data);
    },
  };
}
