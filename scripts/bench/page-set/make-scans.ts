import sharp from 'sharp';
import { ageScan } from '../../samples/age-scan.ts';
import { newBooklet } from '../../samples/new-booklet.ts';
import { rasterisePdf } from '../../samples/rasterise-pdf.ts';
import type { MadeDocument } from './bench-page.ts';
import { fillSheet } from './fill-sheet.ts';

const POINTS_PER_INCH = 72;
const SHEETS = [
  { dpi: 150, sizePt: 12 },
  { dpi: 150, sizePt: 10, isColor: true },
  { dpi: 200, sizePt: 11 },
  { dpi: 200, sizePt: 10 },
  { dpi: 200, sizePt: 9, isColor: true },
  { dpi: 300, sizePt: 11 },
  { dpi: 300, sizePt: 9 },
  { dpi: 300, sizePt: 8, isColor: true },
] as const;

/** Sheets from an office scanner: one JPEG a page, grey or colour, a little crooked, with grain. */
export async function makeScans(random: () => number): Promise<MadeDocument> {
  const scan = await newBooklet('Scans');
  const texts: string[] = [];
  for (const [at, sheet] of SHEETS.entries()) {
    const booklet = await newBooklet('As typed');
    texts.push(fillSheet(booklet.sheet(), random, { sizePt: sheet.sizePt }));
    const [clean] = await rasterisePdf(await booklet.bytes(), sheet.dpi);
    if (clean === undefined) throw new Error('the sheet was not drawn');
    const skew = [0.3, -0.4, 0.2, -0.2][at % 4] ?? 0;
    const { width, height, pixels } = await ageScan(clean, { random, skew, specks: 25 });
    const grey = sharp(pixels, { raw: { width, height, channels: 1 } });
    const isColor = 'isColor' in sheet;
    const jpeg = await (isColor ? grey.toColourspace('srgb') : grey.toColourspace('b-w'))
      .jpeg({ quality: 75 })
      .toBuffer();
    const image = await scan.pdf.embedJpg(jpeg);
    const points = POINTS_PER_INCH / sheet.dpi;
    const size = { width: width * points, height: height * points };
    scan.pdf.addPage([size.width, size.height]).drawImage(image, { x: 0, y: 0, ...size });
  }
  return { name: 'scans', kind: 'scan', bytes: await scan.bytes(), texts };
}
