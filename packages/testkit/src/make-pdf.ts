import { degrees, PDFDocument, StandardFonts } from 'pdf-lib';

export interface PdfPage {
  /** Latin text; `\n` starts a new line, and long lines are wrapped. No text: an empty page. */
  readonly text?: string;
  /** A4 upright, 595 by 842 points, unless told. */
  readonly widthPt?: number;
  readonly heightPt?: number;
  /** The page's `/Rotate`: degrees clockwise that a viewer turns it before showing it. */
  readonly rotate?: 0 | 90 | 180 | 270;
}

const MARGIN_PT = 50;
const SIZE_PT = 16;
const A_FIXED_DAY = new Date('2026-01-01T00:00:00Z');

/** Makes a PDF with a text layer, in Helvetica. The same pages give the same bytes. */
export async function makePdf(pages: readonly PdfPage[]): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.setCreationDate(A_FIXED_DAY);
  pdf.setModificationDate(A_FIXED_DAY);
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  for (const { text = '', widthPt = 595, heightPt = 842, rotate = 0 } of pages) {
    const page = pdf.addPage([widthPt, heightPt]);
    page.setRotation(degrees(rotate));
    if (text === '') continue;
    page.drawText(text, {
      font,
      size: SIZE_PT,
      lineHeight: SIZE_PT * 1.5,
      x: MARGIN_PT,
      y: heightPt - MARGIN_PT - SIZE_PT,
      maxWidth: widthPt - 2 * MARGIN_PT,
    });
  }
  return pdf.save({ addDefaultPage: false });
}
