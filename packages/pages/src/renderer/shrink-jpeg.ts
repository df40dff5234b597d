import type { PictureSize } from '@quire/domain';
import sharp from 'sharp';
import type { Picture } from '../face.ts';
import { encodeImage } from './encode-picture.ts';
import { MAX_PIXELS } from './image-source.ts';

/**
 * Decodes a JPEG at about the size it is needed in, which takes a fraction of decoding all of it.
 * @param rotation degrees clockwise that the page asks for; what the JPEG asks for does not count
 * @returns null where the page has to be painted: four inks, or damage that PDFium may get over
 */
export async function shrinkJpeg(
  jpeg: Buffer,
  size: PictureSize,
  rotation: number,
): Promise<Pick<Picture, 'bytes' | 'mediaType' | 'width' | 'height'> | null> {
  try {
    const image = sharp(jpeg, { limitInputPixels: MAX_PIXELS, failOn: 'warning' });
    const { channels, format } = await image.metadata();
    if (format !== 'jpeg' || channels > 3) return null;
    return await encodeImage(image.rotate(rotation), size);
  } catch {
    return null;
  }
}
