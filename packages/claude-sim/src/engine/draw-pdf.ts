import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium';
import sharp from 'sharp';
import { invalidRequest } from '../api/invalid-request.ts';

/** US Letter at 200 dpi, which is what a page is counted as too. */
const LONG_EDGE_PX = 2200;
/** From `fpdfview.h`: draw annotations; write red before blue; four bytes a pixel. */
const FLAGS = 0x01 | 0x10;
const FORMAT_BGRA = 4;
const WHITE = 0xffffffff;

let loading: Promise<WrappedPdfiumModule> | undefined;

/** Draws all pages of a PDF, as Claude does with a document before it looks at it. */
export async function drawPdf(bytes: Buffer): Promise<Buffer[]> {
  const api = await (loading ??= load());
  const { pdfium } = api;
  const memory = pdfium.wasmExports.malloc(bytes.length);
  pdfium.HEAPU8.set(bytes, memory);
  const document = api.FPDF_LoadMemDocument(memory, bytes.length, '');
  try {
    if (document === 0) throw invalidRequest('The PDF specified was not valid.');
    const pages: Buffer[] = [];
    for (let index = 0; index < api.FPDF_GetPageCount(document); index += 1) {
      pages.push(await drawPage(api, document, index));
    }
    return pages;
  } finally {
    api.FPDF_CloseDocument(document);
    pdfium.wasmExports.free(memory);
  }
}

async function drawPage(
  api: WrappedPdfiumModule,
  document: number,
  index: number,
): Promise<Buffer> {
  const page = api.FPDF_LoadPage(document, index);
  const widthPt = api.FPDF_GetPageWidthF(page);
  const heightPt = api.FPDF_GetPageHeightF(page);
  const scale = LONG_EDGE_PX / Math.max(widthPt, heightPt, 1);
  const width = Math.max(1, Math.round(widthPt * scale));
  const height = Math.max(1, Math.round(heightPt * scale));
  const bitmap = api.FPDFBitmap_CreateEx(width, height, FORMAT_BGRA, 0, 0);
  api.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE);
  api.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, FLAGS);
  const from = api.FPDFBitmap_GetBuffer(bitmap);
  const pixels = Buffer.from(api.pdfium.HEAPU8.slice(from, from + width * height * 4));
  api.FPDFBitmap_Destroy(bitmap);
  api.FPDF_ClosePage(page);
  return sharp(pixels, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .png({ compressionLevel: 1 })
    .toBuffer();
}

async function load(): Promise<WrappedPdfiumModule> {
  const wasm = await readFile(
    createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm'),
  );
  const wasmBinary = wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength);
  const api = await init({ wasmBinary });
  api.PDFiumExt_Init();
  return api;
}
