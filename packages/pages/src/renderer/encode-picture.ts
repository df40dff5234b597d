import sharp, { type Sharp } from 'sharp';
import type { EncodedPicture } from '../face.ts';
import type { Turn } from '../place-part.ts';
import type { Pixels } from './drawable.ts';
import { grayPixels } from './gray-pixels.ts';

/** A third the bytes of quality 95 at 41.8 dB against the raw page (rendering page, "Encoding"). */
const JPEG_QUALITY = 85;
/** The least that is smaller than JPEG; level 6 saves 6 % more for half as much time again. */
const PNG_LEVEL = 2;
/** Print has 0.1 to 5 % of such pixels, scans and photographs 10 to 49 % (render bench's set). */
const MOST_GRAIN_OF_PRINT = 0.07;

/**
 * Encodes pixels as they are sent, turned clockwise first. Black print on white is a grey PNG: half the
 * bytes of a JPEG, half the processor time, and nothing lost. All else is JPEG; WebP would be smaller
 * and take two to ten times as long. The same pixels are the same bytes.
 */
export async function encodePixels(pixels: Pixels, turn: Turn): Promise<EncodedPicture> {
  const gray = grayPixels(pixels);
  const { width, height } = pixels;
  const image =
    gray === null
      ? opaque(pixels)
      : sharp(gray.data, { raw: { width, height, channels: 1 } }).toColourspace('b-w');
  const upright = turn === 0 ? image : image.rotate(turn);
  const isPrint = gray !== null && gray.grainShare < MOST_GRAIN_OF_PRINT;
  const encoded = isPrint
    ? upright.png({ compressionLevel: PNG_LEVEL })
    : // Code tables made for one picture save 6 % of its bytes, and take as long as all the rest.
      upright.jpeg({ quality: JPEG_QUALITY, optimiseCoding: false });
  const { data: bytes, info } = await encoded.toBuffer({ resolveWithObject: true });
  return {
    bytes,
    mediaType: isPrint ? 'image/png' : 'image/jpeg',
    width: info.width,
    height: info.height,
  };
}

function opaque({ data, width, height, channels }: Pixels): Sharp {
  const image = sharp(data, { raw: { width, height, channels } });
  return channels === 4 ? image.removeAlpha() : image;
}
