import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Failure } from '@quire/domain';
import { getDocument, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** Where pdf.js keeps its own fonts, encodings and decoders: without them text and scans are blank. */
const HOME = join(dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json')), '/');

/** The file that was opened last stays open. */
let open: { readonly identity: string; readonly document: PDFDocumentProxy } | undefined;

/** Opens a PDF with pdf.js. @throws Failure `pdf_encrypted` or `pdf_unreadable` */
export async function openWithPdfjs(path: string): Promise<PDFDocumentProxy> {
  const { size, mtimeMs } = await stat(path);
  const identity = `${path} ${size} ${mtimeMs}`;
  if (open?.identity === identity) return open.document;
  await open?.document.loadingTask.destroy();
  open = undefined;
  const data = new Uint8Array(await readFile(path));
  try {
    const document = await getDocument({
      data,
      standardFontDataUrl: `${HOME}standard_fonts/`,
      cMapUrl: `${HOME}cmaps/`,
      cMapPacked: true,
      wasmUrl: `${HOME}wasm/`,
      iccUrl: `${HOME}iccs/`,
      // System fonts would be taken before its own, with other widths, or none at all.
      useSystemFonts: false,
      verbosity: 0,
    }).promise;
    open = { identity, document };
    return document;
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'PasswordException') throw new Failure('pdf_encrypted', { cause: error });
    throw new Failure('pdf_unreadable', { detail: `pdf.js: ${name}`, cause: error });
  }
}
