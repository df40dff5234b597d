import { PDFDataRangeTransport } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { BlockFile } from './block-file.ts';

/** Gives pdf.js a file by the parts it asks for. */
export class PartsOfFile extends PDFDataRangeTransport {
  readonly #file: BlockFile;

  constructor(file: BlockFile) {
    super(file.byteLength, null);
    this.#file = file;
  }

  override requestDataRange(begin: number, end: number): void {
    const bytes = new Uint8Array(end - begin);
    try {
      this.#file.read(begin, bytes);
    } catch {
      // Noughts to it, as it would wait for ever for none; what it makes of them nobody believes (`takeReadFailure`).
    }
    this.onDataRange(begin, bytes);
  }
}
