/// <reference types="emscripten" />
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium';
import { provideFonts } from './provide-fonts.ts';

/** PDFium's functions, and its memory under `pdfium`. */
export type Pdfium = WrappedPdfiumModule;

let loading: Promise<Pdfium> | undefined;

/** PDFium itself, loaded once in a process. */
export function loadPdfium(): Promise<Pdfium> {
  loading ??= (async () => {
    const wasm = createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm');
    const file = await readFile(wasm);
    const wasmBinary = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
    const api = await init({ wasmBinary });
    api.PDFiumExt_Init();
    provideFonts(api);
    return api;
  })();
  return loading;
}
