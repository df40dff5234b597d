import { availableParallelism } from 'node:os';
import { asFailure, MAX_PAGES, type PictureTier, pictureTokens } from '@quire/domain';
import {
  openPageRenderer,
  type PageRenderer,
  type RendererOptions,
  type SourceFile,
  pictureSpec,
  sentPictures,
} from '@quire/pages';
import sharp from 'sharp';
import { inParallel } from '../in-parallel.ts';
import { type SheetPage, type SheetPicture } from './sheet-page.ts';

const THUMBNAIL_PX = 400;
/** A page that takes longer is left out of the sheet, and said to be. */
const TIMEOUT_MS = 60_000;

/**
 * Draws every page of a file as it would be sent.
 * @param onPage called with each page, in order
 * @throws Failure where the file cannot be opened, or the signal's reason
 */
export async function drawSheetPages(
  source: SourceFile,
  { tier, engine }: { readonly tier: PictureTier } & Pick<RendererOptions, 'engine'>,
  signal: AbortSignal,
  onPage: (page: SheetPage) => Promise<void>,
): Promise<void> {
  const processes = availableParallelism();
  const renderer = openPageRenderer({
    processes,
    timeoutMs: TIMEOUT_MS,
    ...(engine ? { engine } : {}),
  });
  try {
    const sizes = await renderer.inspect(source, MAX_PAGES, signal);
    const ready = new Map<number, SheetPage>();
    let next = 0;
    await inParallel([...sizes.keys()], processes, async (index) => {
      ready.set(index, await drawPage(renderer, source, index, tier, signal));
      for (let page = ready.get(next); page !== undefined; page = ready.get(next)) {
        ready.delete(next);
        next += 1;
        await onPage(page);
      }
    });
  } finally {
    await renderer.close();
  }
}

/** A page that cannot be drawn is one of the sheet: the others are still worth looking at. */
async function drawPage(
  renderer: PageRenderer,
  source: SourceFile,
  index: number,
  tier: PictureTier,
  signal: AbortSignal,
): Promise<SheetPage> {
  try {
    const picture = await renderer.picture(source, index, pictureSpec({}, tier), signal);
    const { dpi, rotation, isBlank, reason } = picture;
    // Nothing is sent of a blank page, and of a page in parts every part is.
    const sent = isBlank ? [] : sentPictures(picture);
    const shown = isBlank ? [picture] : sent;
    const seen: SheetPicture = {
      parts: await Promise.all(
        shown.map(async ({ width, height, bytes }) => ({
          width,
          height,
          thumbnail: await shrink(bytes),
        })),
      ),
      dpi,
      tokens: sent.reduce((sum, one) => sum + pictureTokens(one), 0),
      turn: rotation,
      bytes: sent.reduce((sum, one) => sum + one.bytes.length, 0),
      reason,
    };
    return { page: index + 1, picture: seen, failure: null };
  } catch (error) {
    // Ctrl-C reaches the renderers as well: that they ended is then no news of the page.
    signal.throwIfAborted();
    const { code, message } = asFailure(error);
    return { page: index + 1, picture: null, failure: { code, sentence: message } };
  }
}

async function shrink(jpeg: Buffer): Promise<Buffer> {
  return sharp(jpeg)
    .resize(THUMBNAIL_PX, THUMBNAIL_PX, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 80 })
    .toBuffer();
}
