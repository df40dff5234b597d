import sharp from 'sharp';
import { faxSheets } from './fax-sheets.ts';
import { newBooklet } from './new-booklet.ts';
import { rasterisePdf } from './rasterise-pdf.ts';
import type { Sample } from './sample.ts';
import { seededRandom } from './seeded-random.ts';

/** Both directions alike: fax proper is 204 by 196, which few viewers honour. */
const DPI = 200;
const MILLIMETRES_PER_INCH = 25.4;

/** Three faxed sheets in one TIFF, black and white, packed as fax machines pack them. */
export async function makeFax(): Promise<Sample> {
  const booklet = await newBooklet('Fax');
  for (const [index, { draw }] of faxSheets.entries()) {
    const sheet = booklet.sheet();
    const head = `17-SEP-2026 10:0${index + 4}   FROM: HARTWELL CLINIC   P.0${index + 1}/0${faxSheets.length}`;
    sheet.text(head, 40, 30, { face: 'typedBold', sizePt: 11 });
    draw(sheet);
  }
  const pictures = await rasterisePdf(await booklet.bytes(), DPI);
  const [{ width, height } = { width: 0, height: 0 }] = pictures;
  const random = seededRandom(1966);
  const tall = Buffer.concat(
    pictures.map(({ pixels }) => blackAndWhite(pixels, width * height, random)),
  );
  const dotsPerMillimetre = DPI / MILLIMETRES_PER_INCH;
  const raw = { width, height: height * pictures.length, channels: 1, pageHeight: height } as const;
  return {
    file: 'fax.tiff',
    about: 'a 3-page fax in one TIFF, black and white, CCITT group 4',
    bytes: await sharp(tall, { raw })
      .toColourspace('b-w')
      .tiff({
        compression: 'ccittfax4',
        bitdepth: 1,
        xres: dotsPerMillimetre,
        yres: dotsPerMillimetre,
      })
      .toBuffer(),
    pages: faxSheets.map(({ words }, index) => ({ page: index + 1, words })),
  };
}

/** A fax knows no grey. Its edges fray a little, since the line decides at a wavering level. */
function blackAndWhite(pixels: Uint8Array, count: number, random: () => number): Buffer {
  const dots = Buffer.alloc(count);
  for (let at = 0; at < count; at++) {
    const isWhite = (pixels[at * 3] ?? 255) > 120 + random() * 60;
    dots[at] = isWhite && random() > 0.00002 ? 255 : 0;
  }
  return dots;
}
