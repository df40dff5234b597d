import { contentBox } from '../analysis/content-box.ts';
import { detectTurn } from '../analysis/detect-turn.ts';
import { pageMarks } from '../analysis/page-marks.ts';
import { setStraight } from '../analysis/set-straight.ts';
import type { Part } from '../choose-size.ts';
import type { GrayRaster } from '../gray-raster.ts';
import type { Turn } from '../place-part.ts';
import type { LayerWord } from '../text-layer.ts';
import type { Drawable } from './drawable.ts';
import { partOfRaster, skewOfUpright } from './read-look.ts';
import { smallRaster } from './small-raster.ts';
import { withoutWords } from './without-words.ts';

/** As a page's look has them. */
interface ScanUnderWords {
  readonly turn: Turn;
  readonly skew: number;
  /** Null where it lies straight. */
  readonly trim: Part | null;
}

/** Less sure than this is a picture in which nothing is to be read: it says 0, and means nothing. */
const SURE_ENOUGH = 0.5;
/** Pictures on less of a page are not the page. */
const MOST_OF_PAGE = 0.7;
/** Words on more of a page are its text and not what was put on a scan: nine lines of A4. */
const LITTLE_OF_PAGE = 0.1;
/** As many marks as two lines of print have: fewer are shapes of a backdrop, and need no closer look. */
const LEAST_MARKS = 60;

/**
 * Which way up a scan stands, and how crooked it lies, under words that were put over it: a footer, a stamp. Its own
 * letters say it, with the words painted over.
 * @param pictures what of the page its pictures lie on
 * @param raster draws the page to be looked at, once for all who ask
 * @returns null where the words are most of what is to be read, or the picture does not say
 */
export async function lookUnderWords(
  drawable: Drawable,
  pictures: Part | null,
  words: readonly LayerWord[],
  raster: () => Promise<GrayRaster>,
): Promise<ScanUnderWords | null> {
  const { size } = drawable;
  if (pictures === null || pictures.width * pictures.height < MOST_OF_PAGE) return null;
  if (areaOf(words) > LITTLE_OF_PAGE * size.width * size.height) return null;
  const seen = await raster();
  const bare = withoutWords(seen, words, size);
  if (pageMarks(bare).content.length < LEAST_MARKS) return null;
  const closer = async (edgePx: number): Promise<GrayRaster> =>
    withoutWords(await smallRaster(drawable, edgePx), words, size);
  const { turn, confidence } = await detectTurn(bare, closer);
  if (confidence < SURE_ENOUGH) return null;
  const skew = skewOfUpright(turn === 0 ? bare : setStraight(bare, { turn, skew: 0, scale: 1 }));
  // The words are on the page as well.
  const trim = skew === 0 ? null : partOfRaster(contentBox(seen, skew), seen);
  return { turn, skew, trim };
}

function areaOf(words: readonly LayerWord[]): number {
  return words.reduce((sum, { width, height }) => sum + width * height, 0);
}
