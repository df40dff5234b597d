import { Failure, type PictureSize } from '@quire/domain';
import type { Part } from '../choose-size.ts';
import { placePart } from '../place-part.ts';
import { seenWords, smallestType } from '../read-layer.ts';
import type { LayerWord, TextLayer } from '../text-layer.ts';
import type { Drawable } from './drawable.ts';
import { type Look, lookAtPage } from './look-at-page.ts';
import { within } from './part-of-page.ts';
import { smallRaster } from './small-raster.ts';

/** A strip of paper: of longer ones a raster of a thousand pixels shows nothing. */
const LONG_RATIO = 6;
/** The largest page that the format itself knew for long (PDF 1.7, annex C): 5 m. */
const LONGEST_PT = 14_400;
/** What is looked for is where anything stands at all: 4 megapixels, however long. */
const RASTER_PX = 4_000_000;
const MOST_EDGE_PX = 16_000;
/** Lighter is paper, or its shade. */
const INK_BELOW = 200;
/** Left around what was found, in pixels of the raster. */
const MARGIN_PX = 8;
/** Where content is a strip itself its type is looked for in so many places. */
const WINDOWS = 5;
/** Each so many times as long as it is wide: room for a few words. */
const WINDOW_RATIO = 16;
/** Type of an inch is seen from here on, in pixels a point. */
const SEEN_PX_A_PT = 0.1;

/**
 * As `lookAtPage`, for pages of any shape: of a very long or very large one it is found out first where
 * anything stands, and that is looked at.
 * @throws Failure `type_too_small` where the page is so large that nothing would be seen of it
 */
export async function lookAtAnyPage(
  drawable: Drawable,
  layer: TextLayer | null,
  orient: boolean,
): Promise<Look> {
  if (!isLong(drawable)) return lookAtPage(drawable, layer, orient);
  const words = seenWords(layer);
  const box = await contentOf(drawable, words);
  if (box === null) return lookAtPage(drawable, layer, orient);
  const content = within(drawable, box);
  // Words stand where they stand on the page, not on its content.
  const look = await lookAtPage(content, null, orient);
  // Of a strip of content a small raster shows nothing: what was found before was no speck of it.
  const isBlank = look.isBlank && words.length === 0 && !isLong(content);
  const ofWords = words.length > 0 ? smallestType(words) : null;
  const smallestEm = ofWords ?? (isLong(content) ? await smallestIn(content) : look.smallestEm);
  const reason = look.isBlank && !isBlank ? 'by looking closer' : look.reason;
  const found = { ...look, isBlank, smallestEm, isStrip: true, reason } as const;
  // A strip's type is three pixels tall in a small raster: its margins were found before, and its lines have no angle.
  const isSeen = words.length === 0 && !isLong(content) && look.skew === 0;
  return { ...found, skew: 0, trim: isSeen ? placePart(look.trim, 0, box) : box };
}

function isLong({ size: { width, height }, unit }: Drawable): boolean {
  const long = Math.max(width, height);
  return long > LONG_RATIO * Math.min(width, height) || (unit === 'pt' && long > LONGEST_PT);
}

/** @returns null where nothing is found, and would have been */
async function contentOf(drawable: Drawable, words: readonly LayerWord[]): Promise<Part | null> {
  const { width, height } = drawable.size;
  const long = Math.max(width, height);
  const ratio = long / Math.max(1, Math.min(width, height));
  const edgePx = Math.min(MOST_EDGE_PX, Math.round(Math.sqrt(RASTER_PX * ratio)));
  const raster = await smallRaster(drawable, edgePx);
  let [left, top, right, bottom] = [raster.width, raster.height, 0, 0];
  for (let y = 0, at = 0; y < raster.height; y += 1) {
    for (let x = 0; x < raster.width; x += 1, at += 1) {
      if ((raster.data[at] ?? 255) >= INK_BELOW) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
    }
  }
  const perUnit = edgePx / long;
  for (const word of words) {
    left = Math.min(left, word.x * perUnit);
    right = Math.max(right, (word.x + word.width) * perUnit);
    top = Math.min(top, word.y * perUnit);
    bottom = Math.max(bottom, (word.y + word.height) * perUnit);
  }
  if (right <= left || bottom <= top) {
    if (drawable.unit === 'pt' && perUnit < SEEN_PX_A_PT) throw tooLarge(drawable.size);
    return null;
  }
  const [x, y] = [Math.max(0, left - MARGIN_PX), Math.max(0, top - MARGIN_PX)];
  return {
    left: x / raster.width,
    top: y / raster.height,
    width: (Math.min(raster.width, right + MARGIN_PX) - x) / raster.width,
    height: (Math.min(raster.height, bottom + MARGIN_PX) - y) / raster.height,
  };
}

/** The smallest type in places along a strip; null where none of them has any. */
async function smallestIn(content: Drawable): Promise<number | null> {
  const { width, height } = content.size;
  const size = Math.min(1, (Math.min(width, height) / Math.max(width, height)) * WINDOW_RATIO);
  let smallest: number | null = null;
  for (let at = 0; at < WINDOWS; at += 1) {
    const from = (at * (1 - size)) / (WINDOWS - 1);
    const window =
      width > height
        ? { left: from, top: 0, width: size, height: 1 }
        : { left: 0, top: from, width: 1, height: size };
    const { smallestEm } = await lookAtPage(within(content, window), null, false);
    if (smallestEm !== null) smallest = Math.min(smallest ?? smallestEm, smallestEm);
  }
  return smallest;
}

function tooLarge({ width, height }: PictureSize): Failure {
  const detail = `nothing is seen of ${Math.round(width)} by ${Math.round(height)} pt`;
  return new Failure('type_too_small', { detail });
}
