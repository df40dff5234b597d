import { stat } from 'node:fs/promises';
import { openPdf, type PdfDocument } from './pdf-document.ts';

/** The file that was opened last stays open: pages of one document come one after another. */
let open: { readonly identity: string; readonly document: PdfDocument } | undefined;

/** The document in a file, opened once for all its pages. @throws as openPdf */
export async function openFile(path: string): Promise<PdfDocument> {
  const { dev, ino, size, mtimeMs } = await stat(path);
  // A file that was replaced since is another document.
  const identity = `${path} ${dev} ${ino} ${size} ${mtimeMs}`;
  if (open?.identity === identity) return open.document;
  open?.document.close();
  open = undefined;
  const document = await openPdf(path);
  open = { identity, document };
  return document;
}
