import { drawObject, PDFName } from 'pdf-lib';
import { newBooklet } from '../../samples/new-booklet.ts';
import type { Picture } from '../../samples/picture.ts';
import { rasterisePdf } from '../../samples/rasterise-pdf.ts';
import type { MadeDocument } from './bench-page.ts';
import { fillSheet } from './fill-sheet.ts';

const POINTS_PER_INCH = 72;
const SHEETS = [
  { dpi: 200, sizePt: 12 },
  { dpi: 200, sizePt: 10 },
  { dpi: 300, sizePt: 10 },
  { dpi: 300, sizePt: 8 },
  { dpi: 600, sizePt: 9 },
] as const;

/** Sheets as an office copier files them: one bit a pixel, deflated. */
export async function makeBilevelScans(random: () => number): Promise<MadeDocument> {
  const scan = await newBooklet('Black and white scans');
  const { context } = scan.pdf;
  const texts: string[] = [];
  for (const { dpi, sizePt } of SHEETS) {
    const booklet = await newBooklet('As typed');
    texts.push(fillSheet(booklet.sheet(), random, { sizePt, face: 'sans' }));
    const [clean] = await rasterisePdf(await booklet.bytes(), dpi);
    if (clean === undefined) throw new Error('the sheet was not drawn');
    const image = context.flateStream(oneBitAPixel(clean, random), {
      Type: 'XObject',
      Subtype: 'Image',
      Width: clean.width,
      Height: clean.height,
      ColorSpace: 'DeviceGray',
      BitsPerComponent: 1,
    });
    const [width, height] = [clean.width, clean.height].map((px) => (px / dpi) * POINTS_PER_INCH);
    const page = scan.pdf.addPage([width ?? 0, height ?? 0]);
    page.node.setXObject(PDFName.of('Scan'), context.register(image));
    const content = `q ${width} 0 0 ${height} 0 0 cm ${String(drawObject('Scan'))} Q`;
    page.node.set(PDFName.of('Contents'), context.register(context.flateStream(content)));
  }
  return { name: 'bilevel', kind: 'bilevel scan', bytes: await scan.bytes(), texts };
}

/** Rows of bits, padded to whole bytes; the edge of a letter frays, and dust falls. */
function oneBitAPixel({ width, height, pixels }: Picture, random: () => number): Uint8Array {
  const stride = Math.ceil(width / 8);
  const bits = new Uint8Array(stride * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const value = pixels[(y * width + x) * 3] ?? 255;
      const isWhite = value > 120 + random() * 60 && random() > 0.00002;
      const byte = y * stride + (x >> 3);
      if (isWhite) bits[byte] = (bits[byte] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return bits;
}
