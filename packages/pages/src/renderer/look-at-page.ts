import type { PictureSize } from '@quire/domain';
import { contentBox } from '../analysis/content-box.ts';
import { detectTurn } from '../analysis/detect-turn.ts';
import { isBlank } from '../analysis/is-blank.ts';
import { setStraight } from '../analysis/set-straight.ts';
import { skewAngle } from '../analysis/skew-angle.ts';
import { textHeight } from '../analysis/text-height.ts';
import { type Part, WHOLE } from '../choose-size.ts';
import type { Turn } from '../place-part.ts';
import { seenWords, smallestType, textTurn } from '../read-layer.ts';
import type { LayerWord, TextLayer } from '../text-layer.ts';
import type { Drawable } from './drawable.ts';
import { smallestInPictures } from './pictured-type.ts';
import { EM_OF_X_HEIGHT, LOOK_EDGE_PX, smallRaster } from './small-raster.ts';

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

/** With so many words of its own a page says where its type is and how large: nobody has to look. */
const WORDS_ENOUGH = 20;
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
    const turn = orient ? textTurn(words) : 0;
    const ofWords = smallestType(words);
    const inPictures = await smallestInPictures(drawable, turn, ofWords);
    return {
      isBlank: false,
      turn,
      skew: 0,
      trim: extent ?? WHOLE,
      isTrimSaid: extent !== null,
      smallestEm: inPictures ?? ofWords,
      // Nobody knows on which of its parts the print in its pictures stands.
      ...(inPictures === null && {
        smallestEmOn: (part: Part) => smallestType(wordsOn(words, part, drawable.size)),
      }),
      reason:
        inPictures === null ? 'by its own text' : 'by its own text, and a look at its pictures',
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
