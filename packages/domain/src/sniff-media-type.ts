import type { SourceMediaType } from './document.ts';

/** Readers accept `%PDF-` anywhere in the first kilobyte (PDF 1.7, implementation note 13). */
const PDF_HEADER_WITHIN = 1024;

/** The first bytes that each kind of image always has. */
const SIGNATURES: readonly (readonly [SourceMediaType, readonly (number | null)[]])[] = [
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/gif', [0x47, 0x49, 0x46, 0x38]],
  // RIFF, four bytes of length, WEBP.
  ['image/webp', [0x52, 0x49, 0x46, 0x46, null, null, null, null, 0x57, 0x45, 0x42, 0x50]],
  ['image/tiff', [0x49, 0x49, 0x2a, 0x00]],
  ['image/tiff', [0x4d, 0x4d, 0x00, 0x2a]],
  // BigTIFF: 43 in the place of 42.
  ['image/tiff', [0x49, 0x49, 0x2b, 0x00]],
  ['image/tiff', [0x4d, 0x4d, 0x00, 0x2b]],
  // Four bytes of length, "ftyp", and the brand of a still picture or a sequence.
  ['image/avif', [null, null, null, null, 0x66, 0x74, 0x79, 0x70, 0x61, 0x76, 0x69, 0x66]],
  ['image/avif', [null, null, null, null, 0x66, 0x74, 0x79, 0x70, 0x61, 0x76, 0x69, 0x73]],
];

/** How web pages, archives and programs begin, in which a PDF may be hidden. */
const OTHER_BEGINNINGS = ['<', 'PK', 'MZ', '\u007fELF', 'Rar!', '\u001f\u008b'];

/** UTF-8's, byte by byte: web pages may begin with it, and so may PDFs. */
const BYTE_ORDER_MARK = /^\u00ef\u00bb\u00bf/;

/**
 * Tells a file by its bytes; names and headers are not asked.
 * @param head the first kilobyte
 * @returns null for anything that is not taken
 */
export function sniffMediaType(head: Uint8Array): SourceMediaType | null {
  const found = SIGNATURES.find(([, signature]) =>
    signature.every((byte, at) => byte === null || head[at] === byte),
  );
  if (found) return found[0];
  const text = String.fromCharCode(...head.subarray(0, PDF_HEADER_WITHIN));
  const beginning = text.replace(BYTE_ORDER_MARK, '').trimStart();
  // A PDF inside something else (a web page, an archive) is that something else.
  const isInsideAnother = OTHER_BEGINNINGS.some((other) => beginning.startsWith(other));
  return text.includes('%PDF-') && !isInsideAnother ? 'application/pdf' : null;
}
