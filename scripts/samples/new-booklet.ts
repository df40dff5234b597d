import { PDFDocument, StandardFonts } from 'pdf-lib';
import { type Faces, newSheet, type Sheet } from './new-sheet.ts';

/** A PDF in the making. */
export interface Booklet {
  /** For what a sheet cannot do: pages that are pictures. */
  readonly pdf: PDFDocument;
  /** Adds an empty page, measured in points; A4 unless told. */
  sheet(widthPt?: number, heightPt?: number): Sheet;
  bytes(): Promise<Uint8Array>;
}

const A4_PT = { width: 595, height: 842 };

/**
 * An empty PDF in the standard fonts, which every reader brings along: no font file is needed to
 * write it or, with PDFium, to draw it. Its dates are fixed, or no two runs would be alike.
 */
export async function newBooklet(title: string): Promise<Booklet> {
  const pdf = await PDFDocument.create();
  const written = new Date('2026-09-14T09:00:00Z');
  pdf.setTitle(title);
  pdf.setProducer('Quire samples');
  pdf.setCreator('Quire samples');
  pdf.setCreationDate(written);
  pdf.setModificationDate(written);
  const faces: Faces = {
    sans: await pdf.embedFont(StandardFonts.Helvetica),
    bold: await pdf.embedFont(StandardFonts.HelveticaBold),
    serif: await pdf.embedFont(StandardFonts.TimesRoman),
    italic: await pdf.embedFont(StandardFonts.TimesRomanItalic),
    typed: await pdf.embedFont(StandardFonts.Courier),
    typedBold: await pdf.embedFont(StandardFonts.CourierBold),
  };
  return {
    pdf,
    sheet: (widthPt = A4_PT.width, heightPt = A4_PT.height) =>
      newSheet(pdf.addPage([widthPt, heightPt]), faces),
    bytes: () => pdf.save(),
  };
}
