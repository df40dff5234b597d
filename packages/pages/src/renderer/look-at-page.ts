import type { PictureSize } from '@quire/domain';
import { contentBox } from '../analysis/content-box.ts';
import { detectTurn } from '../analysis/detect-turn.ts';
import { setStraight } from '../analysis/set-straight.ts';
import { textHeight } from '../analysis/text-height.ts';
import { type Part, WHOLE } from '../choose-size.ts';
import type { GrayRaster } from '../gray-raster.ts';
import type { Turn } from '../place-part.ts';
import { seenWords, smallestType, textTurn } from '../read-layer.ts';
import { smallPrint } from '../small-print.ts';
import type { LayerWord, TextLayer } from '../text-layer.ts';
import type { Drawable } from './drawable.ts';
import { findBlank } from './find-blank.ts';
import { lookUnderWords } from './look-under-words.ts';
import { partWithWords } from './part-with-words.ts';
import { smallestInPictures } from './pictured-type.ts';
import { partOfRaster, skewOfUpright } from './read-look.ts';
import { LOOK_EDGE_PX, smallRaster } from './small-raster.ts';

/** What was found out about a page before it is drawn for the model. */
export interface Look {
  readonly isBlank: boolean;
  readonly turn: Turn;
  /** Degrees clockwise by which its lines lie crooked, after the turn. */
  readonly skew: number;
  /**
   * What is left of the page without its empty margins, as shares of the page as it comes: of a crooked one, set
   * straight about its middle, by which its corners come to lie outside.
   */
  readonly trim: Part;
  /** Whether the margins are those that the page's lists of objects call empty: nobody has looked. */
  readonly isTrimSaid?: boolean;
  /** The em of the smallest type that matters, in the page's unit; null where none was found. */
  readonly smallestEm: number | null;
  /** The em of the smallest line of print, where it is smaller than that: too little of the page to be its type. */
  readonly smallPrintEm?: number | null;
  /** The smallest of both on a part of the page as it comes; absent where nobody knows which type stands where. */
  readonly smallestEmOn?: (part: Part) => number | null;
  /** Whether the page is so long that its content alone can be shown. */
  readonly isStrip?: true;
  readonly reason: string;
}

/** With so many words of its own a page says where its type is and how large: nobody has to look. */
const WORDS_ENOUGH = 20;

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
    const pictures = drawable.pictured?.() ?? null;
    let drawn: Promise<GrayRaster> | undefined;
    const once = (): Promise<GrayRaster> => (drawn ??= smallRaster(drawable, LOOK_EDGE_PX));
    const scan = orient ? await lookUnderWords(drawable, pictures, words, once) : null;
    const turn = scan?.turn ?? (orient ? textTurn(words) : 0);
    const ofWords = smallestType(words);
    const inPictures = await smallestInPictures(drawable, pictures, turn, ofWords, once);
    const straight = scan?.trim ?? null;
    return {
      isBlank: false,
      turn,
      skew: scan?.skew ?? 0,
      trim: straight ?? extent ?? WHOLE,
      isTrimSaid: extent !== null && straight === null,
      smallestEm: inPictures ?? ofWords,
      smallPrintEm: smallPrint(words),
      // Nobody knows on which of its parts the print in its pictures stands.
      ...(inPictures === null && {
        smallestEmOn: (part: Part) => smallestOf(wordsOn(words, part, drawable.size)),
      }),
      reason:
        inPictures === null ? 'by its own text' : 'by its own text, and a look at its pictures',
    };
  }
  const raster = await smallRaster(drawable, LOOK_EDGE_PX);
  const blankness = await findBlank(drawable, raster);
  // Words too faint to be found are there to be read; of words in the colour of their paper nothing is seen at all.
  if (blankness.blank && (words.length === 0 || isOneShade(raster))) {
    return {
      isBlank: true,
      turn: 0,
      skew: 0,
      trim: WHOLE,
      smallestEm: null,
      reason: blankness.reason,
    };
  }
  const { turn, isAcross } = orient
    ? await detectTurn(raster, (edgePx) => smallRaster(drawable, edgePx))
    : { turn: 0 as const, isAcross: false };
  const standing = turn === 0 ? raster : setStraight(raster, { turn, skew: 0, scale: 1 });
  // Of lines that may run up and down the angle is not that of the page.
  const skew = isAcross ? skewOfUpright(standing) : 0;
  const type = textHeight(standing);
  const perUnit = raster.width / drawable.size.width;
  const found = partOfRaster(contentBox(raster, skew), raster);
  return {
    isBlank: false,
    turn,
    skew,
    trim: partWithWords(found, words, drawable.size),
    smallestEm: type === null ? null : type.emPx / perUnit,
    reason: 'by looking',
  };
}

/** Of a page's type and its small print the smaller. */
function smallestOf(words: readonly LayerWord[]): number | null {
  const [type, print] = [smallestType(words), smallPrint(words)];
  return type === null || print === null ? type : Math.min(type, print);
}

function isOneShade({ data }: GrayRaster): boolean {
  return data.every((shade) => shade === data[0]);
}

/** Words of which anything stands on a part. */
function wordsOn(words: readonly LayerWord[], part: Part, page: PictureSize): LayerWord[] {
  const [left, top] = [part.left * page.width, part.top * page.height];
  const [right, bottom] = [left + part.width * page.width, top + part.height * page.height];
  return words.filter(
    ({ x, y, width, height }) => x < right && x + width > left && y < bottom && y + height > top,
  );
}
