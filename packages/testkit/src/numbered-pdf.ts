import { makePdf } from './make-pdf.ts';
import { pageMarker } from './page-marker.ts';

/** A PDF whose pages say `Page 17 of 60` and carry `pageMarker(17, word)`, found on no other page. */
export async function numberedPdf(
  pageCount: number,
  { word = 'marker' }: { readonly word?: string } = {},
): Promise<Uint8Array> {
  const numbers = Array.from({ length: pageCount }, (_, index) => index + 1);
  return makePdf(
    numbers.map((page) => ({ text: `Page ${page} of ${pageCount}\n${pageMarker(page, word)}` })),
  );
}
