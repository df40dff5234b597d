import type { PictureSize } from '@quire/domain';
import { contentBox } from '../analysis/content-box.ts';
import { darkOnLight } from '../analysis/dark-on-light.ts';
import { detectTurn } from '../analysis/detect-turn.ts';
import { isOneShade } from '../analysis/is-one-shade.ts';
import { pageMarks } from '../analysis/page-marks.ts';
import { setStraight } from '../analysis/set-straight.ts';
import { type Part, WHOLE } from '../choose-size.ts';
import type { GrayRaster } from '../gray-raster.ts';
import type { Turn } from '../place-part.ts';
import { seenWords, smallestType, straightWords, textTurn, wordCount } from '../read-layer.ts';
import { smallPrint } from '../small-print.ts';
import type { LayerWord, TextLayer } from '../text-layer.ts';
import type { Drawable } from './drawable.ts';
import { emOfFewWords } from './em-of-few-words.ts';
import { findBlank } from './find-blank.ts';
import { lookUnderWords } from './look-under-words.ts';
import { partOffWhite } from './part-off-white.ts';
import { partWithWords } from './part-with-words.ts';
import { smallestInOutlines, smallestInPictures } from './pictured-type.ts';
import { partOfRaster, skewOfUpright } from './read-look.ts';
import { seenType } from './seen-type.ts';
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

/** 60 letters on a dark sheet are print; what fewer say of a photograph taken at night may be its grain. */
const SURE_ON_DARK = 0.3;
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
  const text = straightWords(words);
  if (wordCount(text) >= WORDS_ENOUGH) {
    const pictures = drawable.pictured?.() ?? null;
    let drawn: Promise<GrayRaster> | undefined;
    const once = (): Promise<GrayRaster> => (drawn ??= smallRaster(drawable, LOOK_EDGE_PX));
    const extent = await whatIsDrawnOn(drawable, words, once);
    const scan = orient ? await lookUnderWords(drawable, pictures, text, once) : null;
    const turn = scan?.turn ?? (orient ? textTurn(text) : 0);
    const ofWords = smallestType(words);
    const inPictures = await smallestInPictures(drawable, pictures, turn, ofWords, once);
    const inOutlines = drawable.outlined?.()
      ? smallestInOutlines(await once(), text, drawable.size, turn, ofWords)
      : null;
    const smaller = [inPictures, inOutlines].filter((em) => em !== null);
    const straight = scan?.trim ?? null;
    return {
      isBlank: false,
      turn,
      skew: scan?.skew ?? 0,
      trim: straight ?? extent ?? WHOLE,
      isTrimSaid: extent !== null && straight === null,
      smallestEm: smaller.length === 0 ? ofWords : Math.min(...smaller),
      smallPrintEm: smallPrint(words),
      // Nobody knows on which of its parts the print in its pictures and drawings stands.
      ...(smaller.length === 0 && {
        smallestEmOn: (part: Part) => smallestOf(wordsOn(words, part, drawable.size)),
      }),
      reason: reasonOf(inPictures, inOutlines),
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
  const closer = async (edgePx: number): Promise<GrayRaster> =>
    darkOnLight(await smallRaster(drawable, edgePx));
  const { turn, isAcross } = orient
    ? await detectTurn(darkOnLight(raster), closer)
    : { turn: 0 as const, isAcross: false };
  const view = (seen: GrayRaster): GrayRaster => turned(darkOnLight(seen), turn);
  // Of lines that may run up and down the angle is not that of the page.
  const skew = isAcross ? skewOfUpright(view(raster)) : 0;
  const type = await seenType(drawable, raster, view, isAcross);
  const isSure = !pageMarks(raster).map.isDark || (type?.confidence ?? 0) >= SURE_ON_DARK;
  const seenEm = type !== null && isSure ? type.em : null;
  const emOfWords = emOfFewWords(words, seenEm, raster, drawable.size);
  const found = partOfRaster(contentBox(raster, skew), raster);
  return {
    isBlank: false,
    turn,
    skew,
    trim: partWithWords(found, words, drawable.size),
    smallestEm: emOfWords ?? seenEm,
    reason: emOfWords === null ? 'by looking' : 'by looking, and by its few words',
  };
}

/** What of a page with words anything is drawn on; null where its lists of objects do not say. */
async function whatIsDrawnOn(
  drawable: Drawable,
  words: readonly LayerWord[],
  page: () => Promise<GrayRaster>,
): Promise<Part | null> {
  const said = drawable.extent?.() ?? null;
  const isWhole = said !== null && said.width === 1 && said.height === 1;
  if (!isWhole || drawable.isOnWhite?.() !== true) return said;
  // A sheet of white was painted first, as browsers do, and nobody knows but by looking what else is on it.
  const seen = partOffWhite(await page());
  return seen === null ? said : partWithWords(seen, words, drawable.size);
}

function reasonOf(inPictures: number | null, inOutlines: number | null): string {
  const looked = [
    ...(inPictures === null ? [] : ['pictures']),
    ...(inOutlines === null ? [] : ['drawings']),
  ];
  if (looked.length === 0) return 'by its own text';
  return `by its own text, and a look at its ${looked.join(' and ')}`;
}

/** Of a page's type and its small print the smaller. */
function smallestOf(words: readonly LayerWord[]): number | null {
  const [type, print] = [smallestType(words), smallPrint(words)];
  return type === null || print === null ? type : Math.min(type, print);
}

function turned(raster: GrayRaster, turn: Turn): GrayRaster {
  return turn === 0 ? raster : setStraight(raster, { turn, skew: 0, scale: 1 });
}

/** Words of which anything stands on a part. */
function wordsOn(words: readonly LayerWord[], part: Part, page: PictureSize): LayerWord[] {
  const [left, top] = [part.left * page.width, part.top * page.height];
  const [right, bottom] = [left + part.width * page.width, top + part.height * page.height];
  return words.filter(
    ({ x, y, width, height }) => x < right && x + width > left && y < bottom && y + height > top,
  );
}
