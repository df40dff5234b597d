import { fitToTier } from '@quire/domain';
import type { Picture, PictureSpec, SourceFile, SourcePage } from '../face.ts';
import { groupWords } from '../group-words.ts';
import { countLayer, judgeSoundness } from '../judge-soundness.ts';
import type { TextLayer } from '../text-layer.ts';
import { checkPageCount } from './check-page-count.ts';
import { drawPage } from './draw-page.ts';
import { encodePicture } from './encode-picture.ts';
import { isBlank } from './is-blank.ts';
import { loneJpeg } from './lone-jpeg.ts';
import { openFile } from './open-file.ts';
import { pageFrame } from './page-frame.ts';
import { dotsPerInch, pagePixels } from './page-pixels.ts';
import { readSigns } from './read-signs.ts';
import { shrinkJpeg } from './shrink-jpeg.ts';

/** Sizes of all pages. @throws Failure `no_pages`, `too_many_pages` or what opening throws */
export async function inspectPdf({ path }: SourceFile, maxPages: number): Promise<SourcePage[]> {
  const document = await openFile(path);
  checkPageCount(document.pageCount, maxPages);
  return Array.from({ length: document.pageCount }, (_, index) => ({
    ...document.pageSize(index),
    unit: 'pt',
  }));
}

/** Draws one page as the model will see it. Doubtful: nothing is seen of all that is on it. */
export async function picturePdfPage(
  { path }: SourceFile,
  index: number,
  { tier, resolution }: PictureSpec,
): Promise<{ readonly picture: Picture; readonly isDoubtful: boolean }> {
  const document = await openFile(path);
  const size = document.pageSize(index);
  const fitted = fitToTier(pagePixels(size, resolution), tier);
  const dpi = dotsPerInch(fitted.width, size.width);
  const { jpeg, rotation } = document.withPage(index, (page) => ({
    jpeg: loneJpeg(document, page),
    rotation: document.api.FPDFPage_GetRotation(page) * 90,
  }));
  const picture = jpeg && (await shrinkJpeg(jpeg, fitted, rotation));
  if (picture) return { picture: { ...picture, dpi, rotation }, isDoubtful: false };
  const { raster, isEmpty } = document.withPage(index, (page) => ({
    raster: drawPage(document, page, fitted),
    isEmpty: document.api.FPDFPage_CountObjects(page) === 0,
  }));
  const isDoubtful = !isEmpty && isBlank(raster);
  return { picture: { ...(await encodePicture(raster)), dpi, rotation }, isDoubtful };
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
