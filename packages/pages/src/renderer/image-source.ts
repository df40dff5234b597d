import { Failure, fitToTier } from '@quire/domain';
import sharp, { type Sharp } from 'sharp';
import type { Picture, PictureSpec, SourceFile, SourcePage } from '../face.ts';
import { checkPageCount } from './check-page-count.ts';
import { encodeImage } from './encode-picture.ts';

/** 400 MB of pixels when decoded; an A3 scan at 600 dpi has 70 million. */
export const MAX_PIXELS = 100_000_000;

/** Degrees clockwise by which each EXIF orientation stands upright (EXIF 2.32, tag 0x0112). */
const TURNS: Readonly<Record<number, number>> = { 3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270 };

/** Sizes of all pages, upright. @throws Failure `image_unreadable` or `too_many_pages` */
export async function inspectImage(source: SourceFile, maxPages: number): Promise<SourcePage[]> {
  return readable(async () => {
    const { pages = 1 } = await openImage(source, 0).metadata();
    // Animations have pages too, of which only the first is a page of a document.
    const pageCount = source.mediaType === 'image/tiff' ? pages : 1;
    checkPageCount(pageCount, maxPages);
    const sizes: SourcePage[] = [];
    for (let index = 0; index < pageCount; index += 1) {
      const { width, height } = await uprightSize(source, index);
      sizes.push({ width, height, unit: 'px' });
    }
    return sizes;
  });
}

/** Turns one image upright and fits it to the model's tier; it is never enlarged. */
export async function pictureImage(
  source: SourceFile,
  index: number,
  { tier }: PictureSpec,
): Promise<Picture> {
  return readable(async () => {
    const { width, height, rotation } = await uprightSize(source, index);
    const image = openImage(source, index).autoOrient();
    return {
      ...(await encodeImage(image, fitToTier({ width, height }, tier))),
      dpi: null,
      rotation,
    };
  });
}

function openImage({ path }: SourceFile, index: number): Sharp {
  return sharp(path, { page: index, limitInputPixels: MAX_PIXELS, failOn: 'error' });
}

async function uprightSize(
  source: SourceFile,
  index: number,
): Promise<{ width: number; height: number; rotation: number }> {
  const { autoOrient, orientation = 1 } = await openImage(source, index).metadata();
  return { width: autoOrient.width, height: autoOrient.height, rotation: TURNS[orientation] ?? 0 };
}

async function readable<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) throw error;
    const detail = error instanceof Error ? error.message : undefined;
    throw new Failure('image_unreadable', { ...(detail ? { detail } : {}), cause: error });
  }
}
