import sharp, { type Sharp } from 'sharp';
import type { EncodedPicture } from '../face.ts';
import type { Turn } from '../place-part.ts';
import type { Pixels } from './drawable.ts';
import { encodePrint, type PrintRows, printRows } from './encode-print.ts';
import { type GrayPixels, grayPixels } from './gray-pixels.ts';

/** A third the bytes of quality 95 at 41.8 dB against the raw page (rendering page, "Encoding"). */
const JPEG_QUALITY = 85;
/** Print has 0.1 to 5 % of such pixels, scans and photographs 10 to 49 % (render bench's set). */
const MOST_GRAIN_OF_PRINT = 0.07;

/**
 * Encodes pixels as they are sent, turned clockwise first. Black print on white is a PNG of 16 greys: a
 * third of the bytes of a JPEG and a third of the processor time. All else is JPEG; WebP would be
 * smaller and take two to ten times as long. The same pixels are the same bytes.
 * @param format `jpeg` where pictures are held against each other, and none may lose what another keeps
 */
export async function encodePixels(
  pixels: Pixels,
  turn: Turn,
  format: 'fitting' | 'jpeg' = 'fitting',
): Promise<EncodedPicture> {
  const print = format === 'fitting' ? printRows(pixels) : null;
  if (print !== null && print.grainShare < MOST_GRAIN_OF_PRINT)
    return encodePrint(await turnedPrint(print, pixels, turn));
  const gray = grayPixels(pixels);
  const image = gray === null ? opaque(pixels) : grayImage(gray);
  const upright = turn === 0 ? image : image.rotate(turn);
  const { data: bytes, info } = await upright
    // Code tables made for one picture save 6 % of its bytes, and take as long as all the rest.
    .jpeg({ quality: JPEG_QUALITY, optimiseCoding: false })
    .toBuffer({ resolveWithObject: true });
  return { bytes, mediaType: 'image/jpeg', width: info.width, height: info.height };
}

/** Rows do not turn: a page that lies is turned in shades. */
async function turnedPrint(lying: PrintRows, pixels: Pixels, turn: Turn): Promise<PrintRows> {
  const gray = turn === 0 ? null : grayPixels(pixels);
  if (gray === null) return lying;
  const { data, info } = await grayImage(gray)
    .rotate(turn)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return printRows({ data, width: info.width, height: info.height, channels: 1 }) ?? lying;
}

function grayImage({ data, width, height }: GrayPixels): Sharp {
  return sharp(data, { raw: { width, height, channels: 1 } }).toColourspace('b-w');
}

function opaque({ data, width, height, channels }: Pixels): Sharp {
  const image = sharp(data, { raw: { width, height, channels } });
  return channels === 4 ? image.removeAlpha() : image;
}
