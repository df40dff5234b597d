/** One object's body: a dictionary, or a dictionary with a stream behind it. */
export type CraftedBody = string | { readonly dictionary: string; readonly stream: string };

/**
 * A PDF written by hand, for what no library would make. Object 1 is the catalogue.
 * @param objects the bodies, from object 1 on
 * @param trailer what the trailer says besides `/Root` and `/Size`
 */
export function craftPdf(objects: readonly CraftedBody[], trailer = ''): Buffer {
  let text = '%PDF-1.7\n';
  const offsets: number[] = [];
  for (const [index, body] of objects.entries()) {
    offsets.push(text.length);
    text += `${index + 1} 0 obj\n${objectBody(body)}\nendobj\n`;
  }
  const from = text.length;
  const entries = offsets
    .map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`)
    .join('');
  const size = objects.length + 1;
  text += `xref\n0 ${size}\n0000000000 65535 f \n${entries}`;
  text += `trailer\n<</Size ${size}/Root 1 0 R${trailer}>>\nstartxref\n${from}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

/** A PDF of A4 pages that each show a content stream. */
export function pdfOfContents(contents: readonly string[]): Buffer {
  const kids = contents.map((_, index) => `${3 + index * 2} 0 R`).join(' ');
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Kids[${kids}]/Count ${contents.length}/MediaBox[0 0 595 842]>>`,
    ...contents.flatMap((stream, index) => [
      `<</Type/Page/Parent 2 0 R/Contents ${4 + index * 2} 0 R>>`,
      { dictionary: '', stream },
    ]),
  ]);
}

/** A page whose every pixel is the result of a long calculation: minutes of work, and no memory. */
export function slowPdf(): Buffer {
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Shading<</S 5 0 R>>>>>>',
    { dictionary: '', stream: '/S sh' },
    '<</ShadingType 1/ColorSpace/DeviceRGB/Domain[0 1 0 1]/Matrix[595 0 0 842 0 0]/Function 6 0 R>>',
    {
      dictionary: '/FunctionType 4/Domain[0 1 0 1]/Range[0 1 0 1 0 1]',
      stream: `{ pop ${'1 add 1 sub '.repeat(20_000)} dup dup }`,
    },
  ]);
}

/** A page that draws itself ten times over, ten levels deep: 1 kB that takes all memory there is. */
export function greedyPdf(): Buffer {
  const levels = 10;
  const ten = '/X Do '.repeat(10);
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>',
    { dictionary: '', stream: ten },
    ...Array.from({ length: levels }, (_, level) => ({
      dictionary:
        '/Type/XObject/Subtype/Form/BBox[0 0 595 842]' +
        (level === levels - 1 ? '' : `/Resources<</XObject<</X ${level + 6} 0 R>>>>`),
      stream: level === levels - 1 ? '0 0 10 10 re f' : ten,
    })),
  ]);
}

/** A PDF that asks for a password: its check value fits none. */
export function encryptedPdf(): Buffer {
  const check = `<${'5a'.repeat(32)}>`;
  return craftPdf(
    [
      '<</Type/Catalog/Pages 2 0 R>>',
      '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
      '<</Type/Page/Parent 2 0 R>>',
      `<</Filter/Standard/V 1/R 2/P -44/O ${check}/U ${check}>>`,
    ],
    '/Encrypt 4 0 R/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]',
  );
}

/** A page with one text field, filled in, that brings no picture of its value with it. */
export function filledFormPdf(value: string): Buffer {
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/DA(/Helv 24 Tf 0 g)' +
      '/DR<</Font<</Helv 5 0 R>>>>>>>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
    '<</Type/Page/Parent 2 0 R/Annots[4 0 R]>>',
    '<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/F 4/P 3 0 R/Rect[100 400 500 440]' +
      `/V(${value})/DA(/Helv 24 Tf 0 g)>>`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ]);
}

function objectBody(body: CraftedBody): string {
  if (typeof body === 'string') return body;
  const { dictionary, stream } = body;
  return `<<${dictionary}/Length ${stream.length}>>\nstream\n${stream}\nendstream`;
}
