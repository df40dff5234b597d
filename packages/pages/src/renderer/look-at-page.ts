import type { PictureSize } from '@quire/domain';
import { contentBox } from '../analysis/content-box.ts';
import { detectTurn } from '../analysis/detect-turn.ts';
import { isBlank } from '../analysis/is-blank.ts';
import { setStraight } from '../analysis/set-straight.ts';
import { skewAngle } from '../analysis/skew-angle.ts';
import { textHeight } from '../analysis/text-height.ts';
import type { Part } from '../choose-size.ts';
import type { GrayRaster } from '../gray-raster.ts';
import type { Turn } from '../place-part.ts';
import { seenWords, smallestType, textTurn } from '../read-layer.ts';
import type { LayerWord, TextLayer } from '../text-layer.ts';
import type { Drawable, Pixels } from './drawable.ts';
import { withoutColour } from './gray-pixels.ts';

/** What was found out about a page before it is drawn for the model. */
export interface Look {
  readonly isBlank: boolean;
  readonly turn: Turn;
  /** Degrees clockwise by which its lines lie crooked, after the turn. */
  readonly skew: number;
  /** What is left of the page without its empty margins, as shares of the page as it comes. */
  readonly trim: Part;
  /** Whether the margins are those that the page's lists of objects call empty: nobody has looked. */
  readonly isTrimSaid?: boolean;
  /** The em of the smallest type that matters, in the page's unit; null where none was found. */
  readonly smallestEm: number | null;
  /** The same of a part of the page as it comes; absent where nobody knows which type stands where. */
  readonly smallestEmOn?: (part: Part) => number | null;
  /** Whether the page is so long that its content alone can be shown. */
  readonly isStrip?: true;
  readonly reason: string;
}

export const WHOLE: Part = { left: 0, top: 0, width: 1, height: 1 };

/** Long edge of the raster that is looked at; what the analysis was measured on. */
const LOOK_EDGE_PX = 1000;
/** With so many words of its own a page says where its type is and how large: nobody has to look. */
const WORDS_ENOUGH = 20;
/** The x-height of common text faces is about half of their em. */
const EM_OF_X_HEIGHT = 2;
/** Less crooked than this is as legible, and turning blurs. */
const LEAST_SKEW = 0.5;
/** Below this the detector itself would not bet on its answer. */
const SURE_ENOUGH = 0.5;

/**
 * Finds out what a page's picture depends on: from its text layer where it has one, else by looking
 * at a small raster of it.
 * @param orient whether pages that do not stand upright are to be turned
 */
export async function lookAtPage(
  drawable: Drawable,
  layer: TextLayer | null,
  orient: boolean,
): Promise<Look> {
  const words = seenWords(layer);
  if (words.length >= WORDS_ENOUGH) {
    const extent = drawable.extent?.() ?? null;
    return {
      isBlank: false,
      turn: orient ? textTurn(words) : 0,
      skew: 0,
      trim: extent ?? WHOLE,
      isTrimSaid: extent !== null,
      smallestEm: smallestType(words),
      smallestEmOn: (part) => smallestType(wordsOn(words, part, drawable.size)),
      reason: 'by its own text',
    };
  }
  const raster = await smallRaster(drawable, LOOK_EDGE_PX);
  const blankness = isBlank(raster);
  if (blankness.blank && words.length === 0) {
    return {
      isBlank: true,
      turn: 0,
      skew: 0,
      trim: WHOLE,
      smallestEm: null,
      reason: blankness.reason,
    };
  }
  const { turn, confidence } = orient
    ? await detectTurn(raster, (edgePx) => smallRaster(drawable, edgePx))
    : { turn: 0 as const, confidence: 1 };
  const upright = confidence >= SURE_ENOUGH ? turn : 0;
  const standing =
    upright === 0 ? raster : setStraight(raster, { turn: upright, skew: 0, scale: 1 });
  const skew = orient ? skewAngle(standing) : 0;
  const type = textHeight(standing);
  const perUnit = raster.width / drawable.size.width;
  const box = contentBox(raster);
  return {
    isBlank: false,
    turn: upright,
    skew: Math.abs(skew) >= LEAST_SKEW ? skew : 0,
    trim: {
      left: box.x / raster.width,
      top: box.y / raster.height,
      width: box.width / raster.width,
      height: box.height / raster.height,
    },
    smallestEm: type === null ? null : (type.heightPx * EM_OF_X_HEIGHT) / perUnit,
    reason: 'by looking',
  };
}

/** Words of which anything stands on a part. */
function wordsOn(words: readonly LayerWord[], part: Part, page: PictureSize): LayerWord[] {
  const [left, top] = [part.left * page.width, part.top * page.height];
  const [right, bottom] = [left + part.width * page.width, top + part.height * page.height];
  return words.filter(
    ({ x, y, width, height }) => x < right && x + width > left && y < bottom && y + height > top,
  );
}

/** The page as it comes, grey. */
export async function smallRaster(drawable: Drawable, edgePx: number): Promise<GrayRaster> {
  const { width, height } = drawable.size;
  const factor = edgePx / Math.max(width, height);
  const size = {
    width: Math.max(1, Math.round(width * factor)),
    height: Math.max(1, Math.round(height * factor)),
  };
  return grayOf(await drawable.draw(WHOLE, size));
}

/** Luma by ITU-R BT.601 in 256ths; in a loop, for libvips goes through linear light at ten times the cost. */
function grayOf(pixels: Pixels): GrayRaster {
  const { data, width, height, channels } = withoutColour(pixels);
  if (channels === 1) return { data, width, height };
  const gray = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < gray.length; at++, from += channels) {
    const [red, green, blue] = [data[from] ?? 0, data[from + 1] ?? 0, data[from + 2] ?? 0];
    gray[at] = (77 * red + 150 * green + 29 * blue + 128) >> 8;
  }
  return { data: gray, width, height };
}
