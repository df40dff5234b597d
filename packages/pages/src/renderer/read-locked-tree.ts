import { bytesSource } from './page-tree/bytes-source.ts';
import { type PageTree, readPageTree } from './page-tree/read-page-tree.ts';
import type { PdfDocument } from './pdf-document.ts';
import { writtenBy } from './written-by.ts';

/** From `fpdf_save.h`: write a copy that nothing locks. */
const REMOVE_SECURITY = 3;
/** What PDFium says of a file that no password locks. */
const NOT_LOCKED = -1;
/** A copy is held in memory twice: of a larger file, if it packs its tree, `/Count` is believed. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * The page tree of a file that opens without a password and yet is encrypted, and packs its tree: PDFium,
 * which has the key, writes a copy that can be read.
 * @param most pages that are wanted
 * @returns null where the file is not encrypted, is too large, or is not as the format says
 */
export function readLockedTree({ api, handle, file }: PdfDocument, most: number): PageTree | null {
  if (file.byteLength > MOST_BYTES) return null;
  if (api.FPDF_GetSecurityHandlerRevision(handle) === NOT_LOCKED) return null;
  const { bytes } = writtenBy(api, (writer) =>
    api.FPDF_SaveAsCopy(handle, writer, REMOVE_SECURITY),
  );
  const tree = bytes && readPageTree(bytesSource(bytes), most);
  // Where its count stands in the copy is no place in the file; and whoever draws a page has the file alone.
  return tree && { ...tree, countAt: null, units: new Map() };
}
