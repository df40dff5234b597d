import { fitToTier, type PictureSize, type PictureTier, pictureTokens } from '@quire/domain';
import type { PictureSpec } from './face.ts';

/** Claude sees pictures in squares of this side: what stands over a multiple pays for a whole row. */
const PATCH_PX = 28;
/**
 * Height of the smallest type's em in the picture. The local OCR engine reads type of 18 px as it reads
 * the largest picture, misreads 0.2 % of tables at 17 px, 0.1 % of type of 16 px and 0.3 % of 14
 * (docs/rendering.md).
 */
const WANTED_EM_PX = 18;
/**
 * In an uploaded image, which may be a photograph: its type is smaller at the far end, and what lies round the
 * paper misleads. The engine finds no line of a receipt on a table at 17 px, and all of them at 20.
 */
const WANTED_EM_OF_IMAGE_PX = 20;
/** Type that is smaller than this even in the largest picture is only read in parts of the page. */
const LEAST_EM_PX = 10;
/**
 * Where no type was found a page is drawn at no more than this: type of 3 pt would be 12 px tall, and a
 * stamp's worth of paper is not blown up to all that the model sees.
 */
const MOST_DPI = 300;
/**
 * Pictures with a side below 200 px are read less well, as Claude's documentation has it (vision, "Evaluate image
 * size"); this is the next of whole patches. A page of few large words is made no smaller, unless its other side would
 * be longer than twice of it.
 */
export const LEAST_SIDE_PX = 8 * PATCH_PX;
/** Sides are made whole patches by no more than this: a line of print alone would be squeezed flat. */
const MOST_STRETCH = 0.05;
/**
 * The same of a line of small print alone: numbers in it are read from 14 px on, and wrongly at 11. It costs 601 real
 * pages 1.3 % of their tokens, and would cost 4.9 % at 18 px.
 */
const PRINT_EM_PX = 16;
/**
 * A line of small print cuts a page into two parts at most, one of which has it: a poster is not sent in sixteen for
 * its printer's address.
 */
const MOST_PARTS_FOR_PRINT = 2;
/** How much of a part is also on its neighbour, so that no line is cut in both: at most this share, */
const OVERLAP = 0.06;
/** and no more than so many ems of the smallest type, which is a word: what is larger is read from the rest. */
const OVERLAP_EMS = 12;
/** More parts than this are no page any more but a plan: they are drawn as small as they then get. */
const MOST_PARTS = 16;
/** Where parts were asked for; by its type a strip may have all of them along one side. */
const MOST_PARTS_A_SIDE = 4;

/** What the choice depends on. Lengths are in the page's own unit, points or pixels. */
export interface SizeQuestion {
  readonly page: PictureSize;
  readonly unit: 'pt' | 'px';
  /** The em of the smallest type that matters; null where the page has no type, or none was found. */
  readonly smallestEm: number | null;
  /**
   * The em of a line of print that is smaller, and too little of the page to be its type: it is shown as well as a
   * picture or two can. Null or absent where there is none.
   */
  readonly smallPrintEm?: number | null | undefined;
  readonly tier: PictureTier;
  readonly resolution: PictureSpec['resolution'];
  /** Parts into which the page is cut at least. @default 1 */
  readonly leastParts?: number | undefined;
}

/** A part of a page, as shares of its width and height. */
export interface Part {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface SizeChoice {
  /** Of the whole page, or the largest that a part of it may have. */
  readonly size: PictureSize;
  /** In reading order; one part that is everything where the page is sent whole. */
  readonly parts: readonly Part[];
  readonly reason: string;
}

/** All of a page. */
export const WHOLE: Part = { left: 0, top: 0, width: 1, height: 1 };

/**
 * Decides how many pixels are paid for: as many as the smallest type needs, never more than the
 * model looks at, and never more than an image has.
 */
export function chooseSize(question: SizeQuestion): SizeChoice {
  const { page, unit, smallestEm, smallPrintEm, tier, resolution, leastParts = 1 } = question;
  const byType = chooseByType(question);
  if (resolution !== 'auto' || leastParts > 1 || smallestEm === null) return byType;
  const isShown = !smallPrintEm || smallPrintEm * wantedEmPx(unit) >= smallestEm * PRINT_EM_PX;
  if (isShown) return byType;
  const byPrint = chooseByType({ ...question, smallestEm: smallPrintEm }, PRINT_EM_PX);
  const most = Math.max(MOST_PARTS_FOR_PRINT, byType.parts.length);
  if (byPrint.parts.length <= most) return byPrint;
  if (byType.parts.length > 1) return byType;
  const reason = `print of ${round(smallPrintEm)} ${unit} wants more than the model sees`;
  return whole(largestSize(page, unit, tier), reason);
}

function chooseByType(question: SizeQuestion, emPx = wantedEmPx(question.unit)): SizeChoice {
  const { page, unit, smallestEm, tier, resolution, leastParts = 1 } = question;
  const largest = largestSize(page, unit, tier);
  const emInLargest = smallestEm === null ? null : (smallestEm * largest.width) / page.width;
  if (leastParts > 1) return inParts(question, emInLargest);
  if (resolution === 'largest') return whole(largest, 'all that the model sees');
  if (resolution !== 'auto') {
    // An image has no paper: a resolution for it means nothing.
    if (unit === 'px') return whole(largest, 'as large as the model sees');
    const asked = scaled(page, resolution / 72);
    if (asked.width <= largest.width && asked.height <= largest.height) {
      return whole(asked, `${resolution} dpi were asked for`);
    }
    return whole(largest, `${resolution} dpi were asked for, bounded by what the model sees`);
  }
  if (smallestEm === null || emInLargest === null) {
    const sharp = scaled(page, MOST_DPI / 72);
    return unit === 'pt' && sharp.width < largest.width
      ? whole(snapped(sharp, largest), `no type to go by: ${MOST_DPI} dpi`)
      : whole(largest, 'no type to go by: as large as the model sees');
  }
  // Parts of an image that is not shrunk show no more than the whole.
  const isShrunk = unit === 'pt' || largest.width < page.width;
  if (emInLargest < LEAST_EM_PX && isShrunk) return inParts(question, emInLargest);
  const type = `type of ${round(smallestEm)} ${unit}`;
  const least = leastFactor(page);
  const factor = Math.max(emPx / smallestEm, least);
  const wanted = scaled(page, factor);
  if (wanted.width >= largest.width) {
    const isAll = unit === 'px' && largest.width >= page.width;
    return whole(largest, `${type} wants all that the ${isAll ? 'image has' : 'model sees'}`);
  }
  const why = factor === least ? 'needs fewer pixels than are read well' : `is ${emPx} px tall`;
  return whole(snapped(wanted, largest), `${type} ${why}`);
}

/** Pixels for a unit of a page below which a side would be too short. */
function leastFactor({ width, height }: PictureSize): number {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  return Math.min(LEAST_SIDE_PX / short, (2 * LEAST_SIDE_PX) / long);
}

function wantedEmPx(unit: 'pt' | 'px'): number {
  return unit === 'px' ? WANTED_EM_OF_IMAGE_PX : WANTED_EM_PX;
}

function largestSize(page: PictureSize, unit: 'pt' | 'px', tier: PictureTier): PictureSize {
  // A point has no pixels of its own: any size is as good until the tier bounds it.
  const pixels = scaled(page, unit === 'px' ? 1 : 100);
  return fitToTier(pixels, tier);
}

function inParts(
  { page, unit, smallestEm, tier, leastParts = 1 }: SizeQuestion,
  emInLargest: number | null,
): SizeChoice {
  const isByType = leastParts === 1 && smallestEm !== null;
  const parts = isByType
    ? fewestParts(page, unit, smallestEm, tier)
    : grid(...evenSpans(page, leastParts, smallestEm));
  const [first = WHOLE] = parts;
  const partOfPage = { width: page.width * first.width, height: page.height * first.height };
  const why =
    !isByType || emInLargest === null
      ? 'parts were asked for'
      : `type of ${round(smallestEm)} ${unit} would be ${round(emInLargest)} px tall on the whole page`;
  return {
    size: largestSize(partOfPage, unit, tier),
    parts,
    reason: `${why}: ${parts.length} parts`,
  };
}

/** Twice as many along the side that is twice as long. */
function evenSpans(page: PictureSize, leastParts: number, smallestEm: number | null): [Span, Span] {
  const long = Math.min(MOST_PARTS_A_SIDE, Math.max(2, leastParts));
  const short = Math.min(MOST_PARTS_A_SIDE, Math.max(1, Math.round(leastParts / 1.4)));
  const [columns, rows] = page.width > page.height ? [long, short] : [short, long];
  return [spanOf(columns, page.width, smallestEm), spanOf(rows, page.height, smallestEm)];
}

/** As few parts as have room for type that can be read; as many as there may be where none have. */
function fewestParts(
  page: PictureSize,
  unit: 'pt' | 'px',
  smallestEm: number,
  tier: PictureTier,
): Part[] {
  const sides = Array.from({ length: MOST_PARTS }, (_, at) => at + 1);
  const grids = sides.flatMap((columns) =>
    sides.slice(0, Math.floor(MOST_PARTS / columns)).map((rows) => {
      const across = spanOf(columns, page.width, smallestEm);
      const down = spanOf(rows, page.height, smallestEm);
      const part = { width: page.width * across.size, height: page.height * down.size };
      const emPx = (smallestEm * largestSize(part, unit, tier).width) / part.width;
      return { across, down, count: columns * rows, emPx };
    }),
  );
  const legible = grids.filter(({ emPx }) => emPx >= LEAST_EM_PX);
  // Of as many parts those that show most: the ones shaped as the model's largest picture.
  const [best] =
    legible.length > 0
      ? legible.toSorted((one, other) => one.count - other.count || other.emPx - one.emPx)
      : grids.toSorted((one, other) => other.emPx - one.emPx || one.count - other.count);
  return best === undefined ? [WHOLE] : grid(best.across, best.down);
}

/**
 * How large one part of a page in parts is drawn: as the smallest type on it needs, or as a picture of the whole page
 * would show it where that is more and of use; and where it has none, no larger than on a picture of the whole page.
 * @param smallestEm on this part, in the page's unit; null where no word stands on it
 * @returns `choice.size` at most
 */
export function choosePartSize(
  { page, unit, tier }: Pick<SizeQuestion, 'page' | 'unit' | 'tier'>,
  { size }: SizeChoice,
  part: Part,
  smallestEm: number | null,
): PictureSize {
  const wholeWidth = largestSize(page, unit, tier).width;
  const widthFor = (emPx: number): number => (page.width * emPx) / (smallestEm ?? 1);
  // What is larger than the page's smallest type loses nothing to its being sent in parts.
  const width =
    smallestEm === null
      ? wholeWidth
      : Math.max(widthFor(LEAST_EM_PX), Math.min(wholeWidth, widthFor(wantedEmPx(unit))));
  const wanted = scaled(size, (width * part.width) / size.width);
  return wanted.width < size.width ? snapped(wanted, size) : size;
}

/** Parts along one side of a page: the share that each takes of it, and how far they lie apart. */
interface Span {
  readonly count: number;
  readonly size: number;
  readonly step: number;
}

/** Equal parts that overlap, row by row. */
function grid(across: Span, down: Span): Part[] {
  return Array.from({ length: across.count * down.count }, (_, at) => ({
    left: (at % across.count) * across.step,
    top: Math.floor(at / across.count) * down.step,
    width: across.size,
    height: down.size,
  }));
}

function spanOf(count: number, length: number, smallestEm: number | null): Span {
  if (count === 1) return { count, size: 1, step: 0 };
  const word = smallestEm === null ? OVERLAP : (OVERLAP_EMS * smallestEm) / length;
  const size = 1 / count + Math.min(OVERLAP, word);
  return { count, size, step: (1 - size) / (count - 1) };
}

function scaled({ width, height }: PictureSize, factor: number): PictureSize {
  return {
    width: Math.max(1, Math.round(width * factor)),
    height: Math.max(1, Math.round(height * factor)),
  };
}

/**
 * The nearest size whose sides are whole patches, where that stretches them by a twentieth at
 * most; short sides stay. Never larger than `largest` costs.
 */
function snapped(size: PictureSize, largest: PictureSize): PictureSize {
  if (size.width >= largest.width || size.height >= largest.height) return largest;
  const patched = { width: toPatches(size.width), height: toPatches(size.height) };
  const isNoLarger =
    patched.width <= largest.width &&
    patched.height <= largest.height &&
    pictureTokens(patched) <= pictureTokens(largest);
  return isNoLarger ? patched : size;
}

function toPatches(lengthPx: number): number {
  const patched = Math.round(lengthPx / PATCH_PX) * PATCH_PX;
  return Math.abs(patched - lengthPx) <= lengthPx * MOST_STRETCH ? patched : lengthPx;
}

function whole(size: PictureSize, reason: string): SizeChoice {
  return { size, parts: [WHOLE], reason };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
