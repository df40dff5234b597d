import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Failure } from '@quire/domain';
import { getDocument, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { type BlockFile, openBlockFile } from './block-file.ts';
import { fileIdentity } from './file-identity.ts';
import { PartsOfFile } from './parts-of-file.ts';

/** Where pdf.js keeps its own fonts, encodings and decoders: without them text and scans are blank. */
const HOME = join(dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json')), '/');

/** A renderer has a gigabyte, of which pdf.js and the picture of a scan take half. */
const MOST_WHOLE_BYTES = 128 * 1024 * 1024;
/** What pdf.js lacks the end of it begins to read anew with each part. */
const PART_BYTES = 1024 * 1024;

interface OpenDocument {
  readonly identity: string;
  readonly document: PDFDocumentProxy;
  readonly file: BlockFile;
}

/** The file that was opened last stays open. */
let open: OpenDocument | undefined;

/**
 * Opens a PDF with pdf.js; of a large one it is given what it asks for: all of 500 MB took more memory than a renderer may.
 * @throws Failure `pdf_encrypted` or `pdf_unreadable`
 */
export async function openWithPdfjs(path: string): Promise<PDFDocumentProxy> {
  const identity = fileIdentity(path);
  if (open?.identity === identity) return open.document;
  const last = open;
  open = undefined;
  await last?.document.loadingTask.destroy();
  last?.file.close();
  const file = openBlockFile(path);
  const loading = getDocument({
    ...(file.byteLength > MOST_WHOLE_BYTES ? partsOf(file) : { data: wholeOf(file) }),
    standardFontDataUrl: `${HOME}standard_fonts/`,
    cMapUrl: `${HOME}cmaps/`,
    cMapPacked: true,
    wasmUrl: `${HOME}wasm/`,
    iccUrl: `${HOME}iccs/`,
    // System fonts would be taken before its own, with other widths, or none at all.
    useSystemFonts: false,
    verbosity: 0,
  });
  try {
    const document = await loading.promise;
    open = { identity, document, file };
    return document;
  } catch (error) {
    // First: it may still be asking for more.
    await loading.destroy();
    file.close();
    const name = error instanceof Error ? error.name : '';
    if (name === 'PasswordException') throw new Failure('pdf_encrypted', { cause: error });
    throw new Failure('pdf_unreadable', { detail: `pdf.js: ${name}`, cause: error });
  }
}

function wholeOf(file: BlockFile): Uint8Array {
  const bytes = new Uint8Array(file.byteLength);
  file.read(0, bytes);
  return bytes;
}

function partsOf(file: BlockFile) {
  // Nothing is read ahead, nor all of it.
  const onDemand = { disableAutoFetch: true, disableStream: true };
  return { range: new PartsOfFile(file), rangeChunkSize: PART_BYTES, ...onDemand };
}
