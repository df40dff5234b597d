import type { Pdfium } from './load-pdfium.ts';

/** What PDFium wrote. */
interface Written {
  readonly byteLength: number;
  /** Null where that is nothing, more than is wanted, or more than there is memory for. */
  readonly bytes: Buffer | null;
}

/**
 * A PDF as PDFium writes it, copied out of its memory.
 * @param save writes to the writer whose handle it is given; false where it could not
 * @param mostBytes that are wanted
 */
export function writtenBy(
  api: Pdfium,
  save: (writer: number) => boolean,
  mostBytes = Infinity,
): Written {
  const { pdfium } = api;
  const writer = api.PDFiumExt_OpenFileWriter();
  try {
    const byteLength = save(writer) ? api.PDFiumExt_GetFileWriterSize(writer) : 0;
    if (byteLength === 0 || byteLength > mostBytes) return { byteLength, bytes: null };
    const memory = pdfium.wasmExports.malloc(byteLength) >>> 0;
    if (memory === 0) return { byteLength, bytes: null };
    try {
      api.PDFiumExt_GetFileWriterData(writer, memory, byteLength);
      const bytes = Buffer.from(pdfium.HEAPU8.subarray(memory, memory + byteLength));
      return { byteLength, bytes };
    } finally {
      pdfium.wasmExports.free(memory);
    }
  } finally {
    api.PDFiumExt_CloseFileWriter(writer);
  }
}
