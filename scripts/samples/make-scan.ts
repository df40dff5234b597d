import sharp from 'sharp';
import { ageScan } from './age-scan.ts';
import { newBooklet } from './new-booklet.ts';
import type { Picture } from './picture.ts';
import { rasterisePdf } from './rasterise-pdf.ts';
import type { ExpectedPage, Sample } from './sample.ts';
import { scanSheets } from './scan-sheets.ts';
import { seededRandom } from './seeded-random.ts';

const DPI = 150;
const POINTS_PER_INCH = 72;

/** Six sheets as a copier feeds them: pictures only, one of them upside down, one sideways, one blank. */
export async function makeScan(): Promise<Sample> {
  const booklet = await newBooklet('Sheets as typed');
  for (const { draw, isWide } of scanSheets) {
    draw(isWide ? booklet.sheet(842, 595) : booklet.sheet());
  }
  const clean = await rasterisePdf(await booklet.bytes(), DPI);
  const scan = await newBooklet('Scan of 6 sheets');
  const random = seededRandom(1851);
  for (const [index, sheet] of scanSheets.entries()) {
    const picture = clean[index];
    if (picture === undefined) throw new Error(`sheet ${index + 1} was not drawn`);
    const fed = await turn(picture, sheet.expected.turned ?? 0);
    const skew = [0.5, -0.7, 0.3, 0.4, -0.4, 0.6][index] ?? 0;
    const aged = await ageScan(fed, { random, skew, specks: sheet.expected.blank ? 70 : 25 });
    const { width, height } = aged;
    const jpeg = await sharp(aged.pixels, { raw: { width, height, channels: 1 } })
      .toColourspace('b-w')
      .jpeg({ quality: 60 })
      .toBuffer();
    const image = await scan.pdf.embedJpg(jpeg);
    const size = { width: (width / DPI) * POINTS_PER_INCH, height: (height / DPI) * POINTS_PER_INCH };
    scan.pdf.addPage([size.width, size.height]).drawImage(image, { x: 0, y: 0, ...size });
  }
  return {
    file: 'scan.pdf',
    about: '6 scanned sheets without a text layer: page 3 is upside down, 4 is blank, 5 lies sideways',
    bytes: await scan.bytes(),
    pages: scanSheets.map(({ expected }, index): ExpectedPage => ({ page: index + 1, ...expected })),
  };
}

async function turn(picture: Picture, degreesClockwise: number): Promise<Picture> {
  const { width, height, channels, pixels } = picture;
  const { data, info } = await sharp(pixels, { raw: { width, height, channels } })
    .rotate(degreesClockwise)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels, pixels: data };
}
