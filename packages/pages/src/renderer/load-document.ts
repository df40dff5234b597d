import { Failure } from '@quire/domain';
import type { BlockFile } from './block-file.ts';
import type { Pdfium } from './load-pdfium.ts';

/** From `fpdfview.h`: what FPDF_GetLastError says. */
const ERROR_PASSWORD = 4;
/** The others, in words for people (`fpdfview.h`). */
const ERRORS: ReadonlyMap<number, string> = new Map([
  [2, 'the file could not be read'],
  [3, 'it is no PDF, or its structure is broken'],
  [5, 'it is protected in a way that is not known'],
  [6, 'a page or its content is broken'],
]);
/** `FPDF_FILEACCESS` of `fpdfview.h` in 32-bit memory: length, function, its parameter. */
const FILE_ACCESS_BYTES = 12;

/** Reads smaller than this are of structure; pictures of a page are larger. */
const STREAM_FROM_BYTES = 4 * 1024;

/** A document's handle, and the way to let go of it. */
export interface LoadedDocument {
  readonly handle: number;
  /** Where streams of this many bytes were read in one piece. */
  streamsAt(byteLength: number): readonly number[];
  unload(): void;
}

/**
 * Lets PDFium read a document from a file, block by block as it needs them.
 * @throws Failure `pdf_encrypted` when it asks for a password, `pdf_unreadable` for anything else
 */
export function loadDocument(api: Pdfium, file: BlockFile): LoadedDocument {
  const { pdfium } = api;
  const streams = new Map<number, Set<number>>();
  const readBlock = (_: number, position: number, into: number, length: number): number => {
    const start = into >>> 0;
    try {
      if (length >= STREAM_FROM_BYTES) {
        streams.set(length, (streams.get(length) ?? new Set()).add(position));
      }
      // The view is taken anew each time: memory that grew has moved.
      const target = pdfium.HEAPU8.subarray(start, start + (length >>> 0));
      return file.read(position >>> 0, target) ? 1 : 0;
    } catch {
      return 0; // An error must not unwind through PDFium's frames; unreadable is unreadable.
    }
  };
  const callback = pdfium.addFunction(readBlock, 'iiiii');
  const access = pdfium.wasmExports.malloc(FILE_ACCESS_BYTES);
  pdfium.setValue(access, file.byteLength, 'i32');
  pdfium.setValue(access + 4, callback, 'i32');
  pdfium.setValue(access + 8, 0, 'i32');
  const release = (): void => {
    pdfium.wasmExports.free(access);
    pdfium.removeFunction(callback);
  };
  const handle = api.FPDF_LoadCustomDocument(access, '');
  if (handle === 0) {
    const code = api.FPDF_GetLastError();
    release();
    if (code === ERROR_PASSWORD) throw new Failure('pdf_encrypted');
    throw new Failure('pdf_unreadable', { detail: ERRORS.get(code) ?? `PDFium says ${code}` });
  }
  return {
    handle,
    streamsAt: (byteLength) => [...(streams.get(byteLength) ?? [])],
    unload() {
      api.FPDF_CloseDocument(handle);
      release();
    },
  };
}
