import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium';
import type { Picture } from './picture.ts';

/** What PDFium's module has and its types leave to @types/emscripten, which is not installed. */
interface Memory {
  readonly HEAPU8: Uint8Array;
  readonly wasmExports: { malloc(bytes: number): number; free(pointer: number): void };
}

const POINTS_PER_INCH = 72;
const FORMAT_BGRX = 3;
const FLAG_ANNOTATIONS = 1;

/**
 * Draws every page of a PDF at `dpi` dots an inch. PDFium carries its own faces for the standard
 * fonts, so the pictures do not depend on what fonts a machine has.
 */
export async function rasterisePdf(pdf: Uint8Array, dpi: number): Promise<Picture[]> {
  const wasmPath = createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm');
  const wasm = await readFile(wasmPath);
  const pdfium = await init({ wasmBinary: new Uint8Array(wasm).buffer });
  pdfium.PDFiumExt_Init();
  const memory = pdfium.pdfium;
  if (!hasMemory(memory)) throw new Error('PDFium shows no memory');
  const source = memory.wasmExports.malloc(pdf.length);
  memory.HEAPU8.set(pdf, source);
  const document = pdfium.FPDF_LoadMemDocument(source, pdf.length, '');
  if (document === 0) throw new Error(`PDFium error ${pdfium.FPDF_GetLastError()}`);
  const pictures: Picture[] = [];
  for (let index = 0; index < pdfium.FPDF_GetPageCount(document); index++) {
    pictures.push(drawPage(pdfium, memory, document, index, dpi / POINTS_PER_INCH));
  }
  pdfium.FPDF_CloseDocument(document);
  memory.wasmExports.free(source);
  return pictures;
}

function hasMemory<T extends object>(module: T): module is T & Memory {
  return 'HEAPU8' in module && module.HEAPU8 instanceof Uint8Array;
}

function drawPage(
  pdfium: WrappedPdfiumModule,
  memory: Memory,
  document: number,
  index: number,
  scale: number,
): Picture {
  const page = pdfium.FPDF_LoadPage(document, index);
  const width = Math.round(pdfium.FPDF_GetPageWidthF(page) * scale);
  const height = Math.round(pdfium.FPDF_GetPageHeightF(page) * scale);
  const start = memory.wasmExports.malloc(width * height * 4);
  const bitmap = pdfium.FPDFBitmap_CreateEx(width, height, FORMAT_BGRX, start, width * 4);
  pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff);
  pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, FLAG_ANNOTATIONS);
  // Read HEAPU8 only now: drawing may have grown the memory, which leaves older views empty.
  const pixels = withoutFourth(memory.HEAPU8.subarray(start, start + width * height * 4));
  pdfium.FPDFBitmap_Destroy(bitmap);
  pdfium.FPDF_ClosePage(page);
  memory.wasmExports.free(start);
  return { width, height, channels: 3, pixels };
}

/** Blue, green, red, unused becomes red, green, blue. */
function withoutFourth(bgrx: Uint8Array): Uint8Array {
  const pixels = new Uint8Array((bgrx.length / 4) * 3);
  for (let from = 0, to = 0; from < bgrx.length; from += 4, to += 3) {
    pixels[to] = bgrx[from + 2] ?? 0;
    pixels[to + 1] = bgrx[from + 1] ?? 0;
    pixels[to + 2] = bgrx[from] ?? 0;
  }
  return pixels;
}
