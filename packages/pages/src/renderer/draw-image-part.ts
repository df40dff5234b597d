import type { PictureSize } from '@quire/domain';
import sharp, { type Sharp } from 'sharp';
import type { Part } from '../choose-size.ts';
import type { Pixels } from './drawable.ts';
import type { Ground } from './ground-of-image.ts';

/** 400 MB of pixels when decoded; an A3 scan at 600 dpi has 70 million. */
export const MAX_PIXELS = 100_000_000;

/** A JPEG that can be decoded at about the size it is needed in. */
export interface PlainJpeg {
  readonly jpeg: Buffer;
  /** Shades alone: as three channels they would take three times the work. */
  readonly isGray: boolean;
  /** Degrees clockwise that the page asks for; what the JPEG itself asks for does not count. */
  readonly rotation: number;
  /** As it stands after that. */
  readonly size: PictureSize;
}

/** @returns null where the page has to be painted: four inks, or no JPEG after all */
export async function plainJpeg(jpeg: Buffer, rotation: number): Promise<PlainJpeg | null> {
  try {
    const { channels, format, width, height } = await openJpeg(jpeg).metadata();
    if (format !== 'jpeg' || channels > 3) return null;
    const isSideways = rotation % 180 !== 0;
    return {
      jpeg,
      isGray: channels === 1,
      rotation,
      size: isSideways ? { width: height, height: width } : { width, height },
    };
  } catch {
    return null;
  }
}

/** Draws a part of a page that is one JPEG. */
export function drawJpegPart(
  { jpeg, isGray, rotation, size: full }: PlainJpeg,
  part: Part,
  size: PictureSize,
): Promise<Pixels> {
  const upright = openJpeg(jpeg).rotate(rotation);
  return drawImagePart(upright, full, part, size, { colours: isGray ? 'b-w' : 'srgb' });
}

/**
 * Draws a part of an image, stretched to exactly a size.
 * @param image turned upright already
 * @param full its size in pixels, upright
 */
export async function drawImagePart(
  image: Sharp,
  full: PictureSize,
  part: Part,
  size: PictureSize,
  { colours = 'srgb', ground = 'white' }: { colours?: 'srgb' | 'b-w'; ground?: Ground } = {},
): Promise<Pixels> {
  const isWhole = part.width >= 1 && part.height >= 1;
  // Only an image that is not cut first is decoded shrunk.
  const cut = isWhole ? image : image.extract(pixelsOf(part, full));
  const { data, info } = await cut
    .resize({ ...size, fit: 'fill' })
    // Without a ground transparency turns black in JPEG.
    .flatten({ background: ground })
    .toColourspace(colours)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return { data, width, height, channels: channels === 1 || channels === 4 ? channels : 3 };
}

function openJpeg(jpeg: Buffer): Sharp {
  return sharp(jpeg, { limitInputPixels: MAX_PIXELS, failOn: 'warning' });
}

function pixelsOf(
  part: Part,
  { width, height }: PictureSize,
): { left: number; top: number; width: number; height: number } {
  const left = Math.min(width - 1, Math.max(0, Math.floor(part.left * width)));
  const top = Math.min(height - 1, Math.max(0, Math.floor(part.top * height)));
  return {
    left,
    top,
    width: Math.max(1, Math.min(width - left, Math.ceil(part.width * width))),
    height: Math.max(1, Math.min(height - top, Math.ceil(part.height * height))),
  };
}
