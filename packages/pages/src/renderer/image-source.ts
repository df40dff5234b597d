import { Failure, type PictureSize } from '@quire/domain';
import type { Sharp } from 'sharp';
import { WHOLE } from '../choose-size.ts';
import type { Picture, PictureSpec, SourceFile, SourcePage } from '../face.ts';
import { checkPageCount } from './check-page-count.ts';
import { drawImagePart, MAX_PIXELS } from './draw-image-part.ts';
import type { Drawable, Pixels } from './drawable.ts';
import { heldSize, withOneRaster } from './from-one-raster.ts';
import { groundOfImage } from './ground-of-image.ts';
import { openImage } from './open-image.ts';
import { picturePage } from './picture-page.ts';
import { type TiffPage, walkTiff } from './tiff-pages.ts';

/** Degrees clockwise by which each EXIF orientation stands upright (EXIF 2.32, tag 0x0112). */
const TURNS: Readonly<Record<number, number>> = { 3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270 };

/** Sizes of all pages, upright. @throws Failure `image_unreadable` or `too_many_pages` */
export async function inspectImage(source: SourceFile, maxPages: number): Promise<SourcePage[]> {
  return readable(async () => {
    const { pages = 1 } = await openImage(source, 0).metadata();
    // Animations have pages too, of which only the first is a page of a document.
    const pageCount = source.mediaType === 'image/tiff' ? pages : 1;
    checkPageCount(pageCount, maxPages);
    const walked = walkPages(source, pageCount);
    const told = pageCount > 1 ? toldSizes(walked) : [];
    const sizes: SourcePage[] = [];
    for (let index = 0; index < pageCount; index += 1) {
      const size = told[index] ?? (await uprightSize(source, index));
      sizes.push({ ...stretched(size, walked[index]), unit: 'px' });
    }
    return sizes;
  });
}

function walkPages({ path, mediaType }: SourceFile, pageCount: number): (TiffPage | null)[] {
  return mediaType === 'image/tiff' ? walkTiff(path, pageCount) : [];
}

/** In its shape on paper. */
function stretched({ width, height }: PictureSize, page?: TiffPage | null): PictureSize {
  const { across, down } = page?.stretch ?? { across: 1, down: 1 };
  return { width: Math.round(width * across), height: Math.round(height * down) };
}

/**
 * What the directories of a TIFF say themselves: libtiff would walk to each page from the first,
 * which takes a minute for 3,000 of them. The first page of each kind is left out, for libvips to
 * say whether it can read that, and so is what is larger than it may be.
 */
function toldSizes(walked: readonly (TiffPage | null)[]): (TiffPage | null)[] {
  const kinds = new Set<string>();
  return walked.map((page) => {
    if (page === null || page.width * page.height > MAX_PIXELS) return null;
    if (kinds.has(page.kind)) return page;
    kinds.add(page.kind);
    return null;
  });
}

/** One image as the model will see it; it is never enlarged. */
export async function pictureImage(
  source: SourceFile,
  index: number,
  spec: PictureSpec,
): Promise<Picture> {
  return readable(async () => {
    const { rotation, hasAlpha, ...pixels } = await uprightSize(source, index);
    const told = walkPages(source, index + 1)[index];
    const size = stretched(pixels, told);
    const image = (): Sharp => openImage(source, index, told?.isTiled).autoOrient();
    const ground = hasAlpha ? await groundOfImage(image()) : 'white';
    const drawable: Drawable = {
      size,
      unit: 'px',
      rotation,
      layer: null,
      draw: (part, wanted) => drawImagePart(image(), pixels, part, wanted, { ground }),
      cut: () => ({ unfit: 'an image has no page of PDF' }),
    };
    const read = (): Promise<Pixels> =>
      drawImagePart(image(), pixels, WHOLE, heldSize(size), { ground });
    return withOneRaster(drawable, read, (page) => picturePage(page, spec));
  });
}

async function uprightSize(
  source: SourceFile,
  index: number,
): Promise<{ width: number; height: number; rotation: number; hasAlpha: boolean }> {
  const { autoOrient, orientation = 1, hasAlpha } = await openImage(source, index).metadata();
  const { width, height } = autoOrient;
  return { width, height, rotation: TURNS[orientation] ?? 0, hasAlpha };
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
