/// <reference types="emscripten" />
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium';
import { Failure } from '@quire/domain';
import { missingFonts } from './fallback-fonts.ts';
import { provideFonts } from './provide-fonts.ts';

/** PDFium's functions, and its memory under `pdfium`. */
export type Pdfium = WrappedPdfiumModule;

let loading: Promise<Pdfium> | undefined;

/** PDFium itself, loaded once in a process. @throws Failure `fonts_missing` */
export function loadPdfium(): Promise<Pdfium> {
  loading ??= load().catch((error: unknown) => {
    // Asked again, it looks again: what was missing may have been installed meanwhile.
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<Pdfium> {
  const missing = missingFonts();
  if (missing.length > 0) {
    throw new Failure('fonts_missing', { detail: `not installed: ${missing.join(', ')}` });
  }
  const wasm = createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm');
  const file = await readFile(wasm);
  const wasmBinary = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
  const api = await init({ wasmBinary });
  api.PDFiumExt_Init();
  provideFonts(api);
  return api;
}
