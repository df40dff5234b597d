import type { PdfDocument } from './pdf-document.ts';

/**
 * Pages of several documents come by turns, and to open a file and its fonts anew was 7 ms of the 23 of
 * a real page (rendering page, "Files that stay open").
 */
export const MOST_OPEN = 4;
/**
 * With more memory than this PDFium has one file open at a time: it gives none back, and a renderer is to stay below
 * what it may rest with. The render bench's set takes 60 MB.
 */
export const MOST_MEMORY_BYTES = 128 * 1024 * 1024;

/** The documents that are open, by what they were opened as; the one that was used last is at the end. */
const open = new Map<string, PdfDocument>();

/**
 * The document of that identity, opened only where it is not open still. Those that were not used for longest are
 * closed for it, and those whose file was removed, which would fill the disk; all others keep what the file says of
 * all their pages, but no page.
 * @throws what `opening` throws
 */
export async function takeUp(
  identity: string,
  opening: () => Promise<PdfDocument>,
): Promise<PdfDocument> {
  const known = open.get(identity);
  const others = known === undefined ? MOST_OPEN - 1 : MOST_OPEN;
  for (const [other, document] of open) {
    if (document === known) continue;
    const isKept =
      open.size <= others && !document.isGone() && memoryBytes(document) <= MOST_MEMORY_BYTES;
    if (isKept) document.layAside();
    else close(other);
  }
  const document = known ?? (await opening());
  open.delete(identity);
  open.set(identity, document);
  return document;
}

/** Closes a document, if it is open. */
export function close(identity: string): void {
  open.get(identity)?.close();
  open.delete(identity);
}

function memoryBytes({ api }: PdfDocument): number {
  return api.pdfium.HEAPU8.length;
}
