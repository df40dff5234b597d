/**
 * A PDF of three pages of which one cannot be drawn in any time that anybody would wait: every pixel of
 * it is the result of a long calculation. It has no table of its objects: readers make their own.
 * @param stuck its number, from 1
 */
export function stuckPdf(stuck: number): Buffer {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R 4 0 R 5 0 R]/Count 3/MediaBox[0 0 595 842]' +
      '/Resources<</Font<</F 9 0 R>>/Shading<</S 10 0 R>>>>>>',
    ...[6, 7, 8].map((contents) => `<</Type/Page/Parent 2 0 R/Contents ${contents} 0 R>>`),
    ...[1, 2, 3].map((page) => stream('', page === stuck ? '/S sh' : numbered(page))),
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    '<</ShadingType 1/ColorSpace/DeviceRGB/Domain[0 1 0 1]/Matrix[595 0 0 842 0 0]/Function 11 0 R>>',
    stream(
      '/FunctionType 4/Domain[0 1 0 1]/Range[0 1 0 1 0 1]',
      `{ pop ${'1 add 1 sub '.repeat(20_000)} dup dup }`,
    ),
  ];
  const bodies = objects.map((body, index) => `${index + 1} 0 obj\n${body}\nendobj\n`);
  return Buffer.from(`%PDF-1.7\n${bodies.join('')}trailer\n<</Root 1 0 R>>\n`, 'latin1');
}

function numbered(page: number): string {
  return `BT /F 24 Tf 72 700 Td (Page ${page} of the three) Tj ET`;
}

function stream(dictionary: string, content: string): string {
  return `<<${dictionary}/Length ${content.length}>>\nstream\n${content}\nendstream`;
}
