import { fitToTier, type PictureSize, type PictureTier, pictureTokens } from '@quire/domain';
import type { PictureSpec } from './face.ts';

/** Claude sees pictures in squares of this side: what stands over a multiple pays for a whole row. */
const PATCH_PX = 28;
/**
 * Height of the smallest type's em in the picture. Its x-height is about half of it, and below ten
 * pixels of that the local OCR engine begins to misread (docs/rendering.md has the measurement).
 */
const WANTED_EM_PX = 20;
/** Type that is smaller than this even in the largest picture is only read in parts of the page. */
const LEAST_EM_PX = 11;
/**
 * Where no type was found a page is drawn at no more than this: type of 3 pt would be 12 px tall, and a
 * stamp's worth of paper is not blown up to all that the model sees.
 */
const MOST_DPI = 300;
/** Sides are made whole patches by no more than this: a line of print alone would be squeezed flat. */
const MOST_STRETCH = 0.05;
/** How much of a part is also on its neighbour, so that no line is cut in both. */
const OVERLAP = 0.06;
/** More parts than this are no page any more but a plan: they are drawn as small as they then get. */
const MOST_PARTS_A_SIDE = 4;

/** What the choice depends on. Lengths are in the page's own unit, points or pixels. */
export interface SizeQuestion {
  readonly page: PictureSize;
  readonly unit: 'pt' | 'px';
  /** The em of the smallest type that matters; null where the page has no type, or none was found. */
  readonly smallestEm: number | null;
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
  /** Of the whole page, or of each part. */
  readonly size: PictureSize;
  /** In reading order; one part that is everything where the page is sent whole. */
  readonly parts: readonly Part[];
  readonly reason: string;
}

const WHOLE: Part = { left: 0, top: 0, width: 1, height: 1 };

/**
 * Decides how many pixels are paid for: as many as the smallest type needs, never more than the
 * model looks at, and never more than an image has.
 */
export function chooseSize(question: SizeQuestion): SizeChoice {
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
  const wanted = scaled(page, WANTED_EM_PX / smallestEm);
  if (wanted.width >= largest.width) {
    return whole(largest, `type of ${round(smallestEm)} ${unit} wants all that the model sees`);
  }
  return whole(
    snapped(wanted, largest),
    `type of ${round(smallestEm)} ${unit} is ${WANTED_EM_PX} px tall`,
  );
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
  const needed = emInLargest === null ? 1 : LEAST_EM_PX / Math.max(emInLargest, 0.1);
  const times = Math.max(leastParts, Math.ceil(needed));
  const isLandscape = page.width > page.height;
  const long = Math.min(MOST_PARTS_A_SIDE, Math.max(2, times));
  const short = Math.min(MOST_PARTS_A_SIDE, Math.max(1, Math.round(times / 1.4)));
  const [columns, rows] = isLandscape ? [long, short] : [short, long];
  const parts = grid(columns, rows);
  const [first = WHOLE] = parts;
  const partOfPage = { width: page.width * first.width, height: page.height * first.height };
  const why =
    smallestEm === null || emInLargest === null || needed <= leastParts
      ? 'parts were asked for'
      : `type of ${round(smallestEm)} ${unit} would be ${round(emInLargest)} px tall on the whole page`;
  return {
    size: largestSize(partOfPage, unit, tier),
    parts,
    reason: `${why}: ${parts.length} parts`,
  };
}

/** Equal parts that overlap, row by row. */
function grid(columns: number, rows: number): Part[] {
  const across = spanOf(columns);
  const down = spanOf(rows);
  return Array.from({ length: columns * rows }, (_, at) => ({
    left: (at % columns) * across.step,
    top: Math.floor(at / columns) * down.step,
    width: across.size,
    height: down.size,
  }));
}

/** Share of the whole that each of `count` overlapping parts takes, and how far they lie apart. */
function spanOf(count: number): { size: number; step: number } {
  if (count === 1) return { size: 1, step: 0 };
  const size = 1 / count + OVERLAP;
  return { size, step: (1 - size) / (count - 1) };
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
