import { Failure, fitToTier, type PictureSize } from '@quire/domain';
import type { Picture, PictureSpec, SourceFile, SourcePage } from '../face.ts';
import { groupWords } from '../group-words.ts';
import { countLayer, judgeSoundness } from '../judge-soundness.ts';
import type { TextLayer } from '../text-layer.ts';
import { drawPage } from './draw-page.ts';
import { encodePicture } from './encode-picture.ts';
import { loneJpeg } from './lone-jpeg.ts';
import { openFile } from './open-file.ts';
import { pageFrame } from './page-frame.ts';
import { readSigns } from './read-signs.ts';
import { shrinkJpeg } from './shrink-jpeg.ts';

const POINTS_PER_INCH = 72;
/** Pixels a point at which every page is larger than any tier, so that fitting decides alone. */
const MORE_THAN_ANY_TIER = 100;

/** Sizes of all pages. @throws Failure `no_pages`, `too_many_pages` or what opening throws */
export async function inspectPdf({ path }: SourceFile, maxPages: number): Promise<SourcePage[]> {
  const document = await openFile(path);
  if (document.pageCount === 0) throw new Failure('no_pages');
  if (document.pageCount > maxPages) {
    throw new Failure('too_many_pages', {
      detail: `${document.pageCount} pages, and ${maxPages} are allowed`,
    });
  }
  return Array.from({ length: document.pageCount }, (_, index) => ({
    ...document.pageSize(index),
    unit: 'pt',
  }));
}

/** Draws one page at the size at which the model will see it. */
export async function picturePdfPage(
  { path }: SourceFile,
  index: number,
  { tier, resolution }: PictureSpec,
): Promise<Picture> {
  const document = await openFile(path);
  const size = document.pageSize(index);
  const fitted = fitToTier(pixels(size, resolution), tier);
  const dpi = dotsPerInch(fitted.width, size.width);
  const { jpeg, rotation } = document.withPage(index, (page) => ({
    jpeg: loneJpeg(document, page),
    rotation: document.api.FPDFPage_GetRotation(page) * 90,
  }));
  const picture = jpeg && (await shrinkJpeg(jpeg, fitted, rotation));
  if (picture) return { ...picture, dpi, rotation, isBlank: false, reason: 'x', tiles: [] };
  const raster = document.withPage(index, (page) => drawPage(document, page, fitted));
  return { ...(await encodePicture(raster)), dpi, rotation, isBlank: false, reason: 'x', tiles: [] };
}

/** Reads what one page says of itself in text. */
export async function readTextLayer({ path }: SourceFile, index: number): Promise<TextLayer> {
  const document = await openFile(path);
  const { width } = document.pageSize(index);
  const signs = document.withPage(index, (page) =>
    readSigns(document, page, pageFrame(document, page, width)),
  );
  const words = groupWords(signs);
  return { words, soundness: judgeSoundness(countLayer(signs, words)) };
}

function dotsPerInch(pixelsAcross: number, points: number): number | null {
  return points > 0 ? Math.round((pixelsAcross / points) * POINTS_PER_INCH * 10) / 10 : null;
}

function pixels(size: PictureSize, resolution: PictureSpec['resolution']): PictureSize {
  const perPoint = resolution === 'auto' ? MORE_THAN_ANY_TIER : resolution / POINTS_PER_INCH;
  const side = (points: number): number => Math.max(1, Math.round(points * perPoint));
  return { width: side(size.width), height: side(size.height) };
}
