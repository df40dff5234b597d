import type { PictureSize } from '@quire/domain';
import { darkOnLight } from '../analysis/dark-on-light.ts';
import { setStraight } from '../analysis/set-straight.ts';
import { textHeight } from '../analysis/text-height.ts';
import type { Part } from '../choose-size.ts';
import type { GrayRaster } from '../gray-raster.ts';
import type { Turn } from '../place-part.ts';
import type { LayerWord } from '../text-layer.ts';
import type { Drawable } from './drawable.ts';
import { within } from './part-of-page.ts';
import { LOOK_EDGE_PX, smallRaster } from './small-raster.ts';
import { withoutWords } from './without-words.ts';

/** Of the words' own em: what was measured by looking is up to a quarter off, and has to be surely smaller. */
const SURELY_SMALLER = 0.7;
/** 60 letters: two lines of print in a screenshot, and more than texture is taken for. */
const LEAST_CONFIDENCE = 0.3;
/** A picture on a page is looked at so much closer than a page, for less of it is seen. */
const CLOSER = 2;

/**
 * The em of the smallest type that is printed in the pictures of a page with words of its own: a screenshot on a
 * slide, a scan under a letterhead.
 * @param part of the page on which its pictures lie; null where there are none
 * @param turn by which its words stand upright
 * @param ofWords the smallest of its own words' ems, in the page's unit
 * @param page draws all of the page to be looked at, once for all who ask
 * @returns null where there is none that is smaller
 */
export async function smallestInPictures(
  drawable: Drawable,
  part: Part | null,
  turn: Turn,
  ofWords: number | null,
  page: () => Promise<GrayRaster>,
): Promise<number | null> {
  if (part === null || ofWords === null) return null;
  const pictures = within(drawable, part);
  const [long, ofPage] = [pictures.size, drawable.size].map(({ width, height }) =>
    Math.max(width, height),
  );
  const share = (long ?? 0) / (ofPage ?? 1);
  const edgePx = Math.ceil(LOOK_EDGE_PX * Math.min(1, CLOSER * share));
  const isBackdrop = part.width === 1 && part.height === 1;
  const raster = isBackdrop ? await page() : await smallRaster(pictures, edgePx);
  return surelySmaller(raster, turn, ofWords, raster.width / pictures.size.width);
}

/**
 * The same of letters that are drawn as outlines or strokes, of which no text layer knows: what is seen of a page
 * once its own words are painted over.
 * @param raster all of the page, as it comes
 */
export function smallestInOutlines(
  raster: GrayRaster,
  words: readonly LayerWord[],
  size: PictureSize,
  turn: Turn,
  ofWords: number | null,
): number | null {
  if (ofWords === null) return null;
  return surelySmaller(withoutWords(raster, words, size), turn, ofWords, raster.width / size.width);
}

function surelySmaller(
  lying: GrayRaster,
  turn: Turn,
  ofWords: number,
  pxPerUnit: number,
): number | null {
  const seen = darkOnLight(lying);
  const type = textHeight(turn === 0 ? seen : setStraight(seen, { turn, skew: 0, scale: 1 }));
  if (type === null || type.confidence < LEAST_CONFIDENCE) return null;
  const em = type.emPx / pxPerUnit;
  return em < ofWords * SURELY_SMALLER ? em : null;
}
