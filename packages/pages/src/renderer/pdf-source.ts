import type { PictureSize } from '@quire/domain';
import { WHOLE } from '../choose-size.ts';
import type { Doubt, Picture, PictureSpec, SourceFile, SourcePage } from '../face.ts';
import { groupWords } from '../group-words.ts';
import { countLayer, judgeSoundness } from '../judge-soundness.ts';
import type { TextLayer } from '../text-layer.ts';
import { checkPageCount } from './check-page-count.ts';
import { cutPage } from './cut-page.ts';
import { drawPage } from './draw-page.ts';
import { drawJpegPart, plainJpeg } from './draw-image-part.ts';
import type { Drawable, Pixels } from './drawable.ts';
import { drawnExtent } from './drawn-extent.ts';
import { type Overlay, readOverlay } from './form-fields.ts';
import { heldSize, withOneRaster } from './from-one-raster.ts';
import { loneJpeg } from './lone-jpeg.ts';
import { isExactScan } from './is-exact-scan.ts';
import { isDamaged } from './is-damaged.ts';
import { isOnWhite } from './is-on-white.ts';
import { isLoneShades, readShades } from './lone-shades.ts';
import { hasOutlinedLetters } from './outlined-letters.ts';
import { openCounted, openFile } from './open-file.ts';
import { type PageFrame, pageFrame } from './page-frame.ts';
import type { PdfDocument } from './pdf-document.ts';
import { picturedPart } from './pictured-part.ts';
import { picturePage } from './picture-page.ts';
import { readSigns } from './read-signs.ts';
import { drawnPlaces } from './unlayered-places.ts';

/** Sizes of all pages. @throws Failure `no_pages`, `too_many_pages` or what opening throws */
export async function inspectPdf({ path }: SourceFile, maxPages: number): Promise<SourcePage[]> {
  const { document, pageCount, units } = await openCounted(path, maxPages + 1);
  checkPageCount(pageCount, maxPages);
  return Array.from({ length: pageCount }, (_, index) => {
    const { width, height } = document.pageSize(index);
    const unit = units.get(index) ?? 1;
    return { width: width * unit, height: height * unit, unit: 'pt' };
  });
}

/** Draws one page as the model will see it. */
export async function picturePdfPage(
  { path }: SourceFile,
  index: number,
  spec: PictureSpec,
): Promise<{ readonly picture: Picture; readonly doubt: Doubt }> {
  const document = await openFile(path, index);
  const { jpeg, isShades, rotation } = document.withPage(index, (page) => ({
    jpeg: loneJpeg(document, page),
    isShades: isLoneShades(document, page),
    rotation: document.api.FPDFPage_GetRotation(page) * 90,
  }));
  let plain = jpeg && (await plainJpeg(jpeg, rotation));
  const drawable: Drawable = {
    size: document.seenSize(index),
    unit: 'pt',
    rotation,
    get layer() {
      return plain ? null : readLayer(document, index);
    },
    beside: () => readBeside(document, index),
    extent: () => asked(document, index, drawnExtent),
    pictured: () => asked(document, index, picturedPart),
    isOnWhite: () => asked(document, index, isOnWhite),
    outlined: () => asked(document, index, hasOutlinedLetters),
    async draw(part, size) {
      try {
        if (plain) return await drawJpegPart(plain, part, size);
      } catch {
        // PDFium may get over damage that libvips does not. To look for it first would decode all twice.
        plain = null;
      }
      return document.withPage(index, (page) => drawPage(document, page, part, size));
    },
    cut: (turn) => cutPage(document, index, turn),
  };
  const read = async (): Promise<Pixels> => {
    if (!plain) return document.withPage(index, (page) => readShades(document, page));
    try {
      return await drawJpegPart(plain, WHOLE, heldSize(plain.size));
    } catch (error) {
      plain = null;
      throw error;
    }
  };
  const isPicture = plain !== null || isShades;
  const take = (page: Drawable): Promise<Picture> => picturePage(page, spec);
  const picture = await (isPicture ? withOneRaster(drawable, read, take) : take(drawable));
  if (!picture.isBlank || plain) return { picture, doubt: 'none' };
  return { picture, doubt: doubtOfBlank(document, index) };
}

/**
 * Whether to believe that a page is empty. A blank sheet as scanners file it PDFium has decoded whole: pdf.js would take
 * five times as long over it, and of A3 at 600 dpi in colour more memory than it may.
 */
function doubtOfBlank(document: PdfDocument, index: number): Doubt {
  if (isDamaged(document, index)) return 'damaged';
  return document.withPage(index, (page) => isExactScan(document, page)) ? 'none' : 'unseen';
}

/** Reads what one page says of itself in text. */
export async function readTextLayer({ path }: SourceFile, index: number): Promise<TextLayer> {
  return readLayer(await openFile(path, index), index);
}

function readLayer(document: PdfDocument, index: number): TextLayer {
  const { width } = document.seenSize(index);
  const signs = document.withPage(index, (page) =>
    readSigns(document, page, pageFrame(document, page, width)),
  );
  const words = groupWords(signs);
  return { words, soundness: judgeSoundness(countLayer(signs, words)) };
}

/** What is seen of a page and stands in no text layer of PDFium's. */
function readBeside(document: PdfDocument, index: number): Overlay {
  const size = document.seenSize(index);
  return document.withPage(index, (page) => {
    const frame = pageFrame(document, page, size.width);
    const { places, words } = readOverlay(document, page, frame);
    return { places: [...drawnPlaces(document, page, frame, size), ...places], words };
  });
}

/** What a loaded page's lists of objects say. */
function asked<Answer>(
  document: PdfDocument,
  index: number,
  ask: (document: PdfDocument, page: number, frame: PageFrame, size: PictureSize) => Answer,
): Answer {
  const size = document.seenSize(index);
  return document.withPage(index, (page) =>
    ask(document, page, pageFrame(document, page, size.width), size),
  );
}
