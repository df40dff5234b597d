import { Failure } from '@quire/domain';
import type { BlockFile } from './block-file.ts';
import type { Pdfium } from './load-pdfium.ts';

/** From `fpdfview.h`: what FPDF_GetLastError says. */
const ERROR_PASSWORD = 4;
/** Certificates, and whatever else nobody can open who only has the file. */
const ERROR_SECURITY = 5;
/** The others, in words for people (`fpdfview.h`). */
const ERRORS: ReadonlyMap<number, string> = new Map([
  [2, 'the file could not be read'],
  [3, 'it is no PDF, or its structure is broken'],
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

/** Fills PDFium's memory from `into` on with bytes of one file; false where they are not all there. */
type ReadBlock = (position: number, into: number, byteLength: number) => boolean;

/** The one function by which an instance of PDFium reads; its first parameter says which file. */
interface Reader {
  readonly callback: number;
  readonly files: Map<number, ReadBlock>;
}

const readers = new WeakMap<Pdfium, Reader>();
let filesSoFar = 0;

/** Made once: each function that PDFium is given is a module of WebAssembly, compiled for it alone. */
function readerOf(api: Pdfium): Reader {
  const known = readers.get(api);
  if (known !== undefined) return known;
  const files = new Map<number, ReadBlock>();
  const read = (id: number, position: number, into: number, byteLength: number): number => {
    try {
      return files.get(id)?.(position >>> 0, into >>> 0, byteLength >>> 0) === true ? 1 : 0;
    } catch {
      return 0; // An error must not unwind through PDFium's frames; unreadable is unreadable.
    }
  };
  const reader = { callback: api.pdfium.addFunction(read, 'iiiii'), files };
  readers.set(api, reader);
  return reader;
}

/**
 * Lets PDFium read a document from a file, block by block as it needs them.
 * @throws Failure `pdf_encrypted` when it asks for a password, `pdf_unreadable` for anything else
 */
export function loadDocument(api: Pdfium, file: BlockFile): LoadedDocument {
  const { pdfium } = api;
  const streams = new Map<number, Set<number>>();
  const { callback, files } = readerOf(api);
  const id = (filesSoFar += 1);
  files.set(id, (position, into, byteLength) => {
    if (byteLength >= STREAM_FROM_BYTES)
      streams.set(byteLength, (streams.get(byteLength) ?? new Set()).add(position));
    // The view is taken anew each time: memory that grew has moved.
    return file.read(position, pdfium.HEAPU8.subarray(into, into + byteLength));
  });
  const access = pdfium.wasmExports.malloc(FILE_ACCESS_BYTES);
  pdfium.setValue(access, file.byteLength, 'i32');
  pdfium.setValue(access + 4, callback, 'i32');
  pdfium.setValue(access + 8, id, 'i32');
  const release = (): void => {
    pdfium.wasmExports.free(access);
    files.delete(id);
  };
  const handle = api.FPDF_LoadCustomDocument(access, '');
  if (handle === 0) {
    const code = api.FPDF_GetLastError();
    release();
    if (code === ERROR_PASSWORD) throw new Failure('pdf_encrypted');
    if (code === ERROR_SECURITY) {
      throw new Failure('pdf_encrypted', { detail: 'not by a password alone' });
    }
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
