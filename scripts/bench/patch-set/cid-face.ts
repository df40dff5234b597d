import { type PDFDocument, PDFHexString, type PDFPage, PDFName, type PDFRef } from 'pdf-lib';

/**
 * Chinese, Cyrillic and digits in a font that is named and not embedded.
 * @param width of every sign, in thousandths of an em
 */
export function cidFace({ context }: PDFDocument, width: number): PDFRef {
  const font = 'STSong-Light';
  const descriptor = context.register(
    context.obj({
      Type: 'FontDescriptor',
      FontName: font,
      Flags: 6,
      FontBBox: [-25, -254, 1000, 880],
      ItalicAngle: 0,
      Ascent: 880,
      Descent: -120,
      CapHeight: 880,
      StemV: 93,
    }),
  );
  const descendant = context.register(
    context.obj({
      Type: 'Font',
      Subtype: 'CIDFontType0',
      BaseFont: font,
      CIDSystemInfo: { Registry: hex('Adobe'), Ordering: hex('GB1'), Supplement: 2 },
      DW: width,
      FontDescriptor: descriptor,
    }),
  );
  const face = context.obj({
    Type: 'Font',
    Subtype: 'Type0',
    BaseFont: `${font}-UniGB-UCS2-H`,
    Encoding: 'UniGB-UCS2-H',
    DescendantFonts: [descendant],
  });
  return context.register(face);
}

function hex(text: string): PDFHexString {
  return PDFHexString.of(Buffer.from(text, 'latin1').toString('hex'));
}

/** Content of a page whose texts are in that font. */
export class CidPage {
  readonly #shown: string[] = [];

  show(text: string, x: number, y: number, sizePt: number): void {
    const codes = Buffer.from(text, 'utf16le').swap16().toString('hex');
    this.#shown.push(`BT /F1 ${sizePt} Tf ${x} ${y} Td <${codes}> Tj ET`);
  }

  finish(page: PDFPage, face: PDFRef, { context }: PDFDocument): void {
    page.node.setFontDictionary(PDFName.of('F1'), face);
    const content = context.flateStream(this.#shown.join('\n'));
    page.node.set(PDFName.of('Contents'), context.register(content));
  }
}
