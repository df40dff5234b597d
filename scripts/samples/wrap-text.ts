import type { PDFFont } from 'pdf-lib';

/** Breaks a text into lines no wider than `widthPt` points, at its spaces. */
export function wrapText(text: string, font: PDFFont, sizePt: number, widthPt: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && font.widthOfTextAtSize(longer, sizePt) > widthPt) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return line === '' ? lines : [...lines, line];
}
