import sharp, { type Sharp } from 'sharp';
import { strokeLetters } from './stroke-letters.ts';

export interface ImageOptions {
  /** In pixels, of one page as it is meant to be seen. */
  readonly width: number;
  readonly height: number;
  readonly format: 'jpeg' | 'png' | 'gif' | 'webp' | 'tiff';
  /** Drawn in black capitals: A to Z, digits, `-.,:'/?`. No text: an empty sheet. */
  readonly text?: string;
  /** EXIF orientation. The pixels are stored so that honouring it gives the upright picture. */
  readonly orientation?: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;
  /** Pages of a gif, webp or tiff; with more than one, each also says `page 2 of 3`. */
  readonly pages?: number;
}

const WITH_PAGES = new Set(['gif', 'webp', 'tiff']);

/**
 * Makes a white picture with a text on it, on any machine: no font is needed.
 * @throws RangeError for what the format cannot hold: pages in a jpeg or png, EXIF in a gif
 */
export async function makeImage(options: ImageOptions): Promise<Buffer> {
  const { format, orientation = 1, pages = 1 } = options;
  if (pages > 1 && !WITH_PAGES.has(format)) throw new RangeError(`a ${format} has one page`);
  if (format === 'gif' && orientation !== 1) throw new RangeError('a gif has no orientation');
  const drawn = await Promise.all(
    Array.from({ length: pages }, (_, index) => drawPage(options, index + 1, pages)),
  );
  const [first] = drawn;
  if (first === undefined) throw new RangeError('a picture has at least one page');
  const { width, height } = first.info;
  const tall = Buffer.concat(drawn.map(({ data }) => data));
  const raw = { width, height: height * pages, channels: 3, pageHeight: height } as const;
  return sharp(tall, { raw }).withMetadata({ orientation }).toFormat(format).toBuffer();
}

async function drawPage(
  { width, height, text = '', orientation = 1 }: ImageOptions,
  page: number,
  pages: number,
): Promise<{ data: Buffer; info: { width: number; height: number } }> {
  const words = pages === 1 ? text : `${text}\npage ${page} of ${pages}`.trimStart();
  const { path, strokePx } = strokeLetters(words, width, height);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="white"/>
    <path d="${path}" fill="none" stroke="black" stroke-width="${strokePx}"
      stroke-linecap="round" stroke-linejoin="round"/></svg>`;
  const upright = await sharp(Buffer.from(svg)).removeAlpha().png().toBuffer();
  return stored(sharp(upright), orientation).raw().toBuffer({ resolveWithObject: true });
}

/** Undoes what a reader will do on seeing the orientation (EXIF 2.32, tag 274). */
function stored(upright: Sharp, orientation: NonNullable<ImageOptions['orientation']>): Sharp {
  switch (orientation) {
    case 1:
      return upright;
    case 2:
      return upright.flop();
    case 3:
      return upright.rotate(180);
    case 4:
      return upright.flip();
    // 5 and 7 mirror along a diagonal, which undoes itself. sharp mirrors before it turns.
    case 5:
      return upright.flip().rotate(90);
    case 6:
      return upright.rotate(270);
    case 7:
      return upright.flop().rotate(90);
    case 8:
      return upright.rotate(90);
  }
}
