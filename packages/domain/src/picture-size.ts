import { ADDRESS } from './picture-address.ts';

/** Claude sees pictures in squares of this side, padded right and bottom (vision page, August 2026). */
const PATCH_PX = 28;

/** The largest picture a model looks at unshrunk: longest side in pixels, and visual tokens. */
export interface PictureTier {
  readonly edgePx: number;
  readonly tokens: number;
}

/** Models before 4.7 see `standard`, 4.7 and later `high` (vision page; Haiku 5.5's migration guide). */
export const pictureTiers = {
  standard: { edgePx: 1568, tokens: 1568 },
  high: { edgePx: 2576, tokens: 4784 },
} as const satisfies Record<string, PictureTier>;

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** What a picture of this size costs in input tokens when it is not shrunk. */
export function pictureTokens({ width, height }: PictureSize): number {
  return Math.ceil(width / PATCH_PX) * Math.ceil(height / PATCH_PX);
}

/** The high end of what a PDF page's text is said to take (PDF support page: 1,500 to 3,000). */
const PDF_TEXT_TOKENS = 3_000;

/**
 * What a page that is sent as a PDF costs in input tokens at most: Claude sees it as a picture, drawn
 * "at dimensions you don't control", and is given its text besides (PDF support page, August 2026).
 * The largest picture of its shape is assumed: what was reserved too much comes back with the answer.
 */
export function pdfPageTokens(page: PictureSize, tier: PictureTier): number {
  const [width, height] = [Math.max(1, page.width), Math.max(1, page.height)];
  const scale = tier.edgePx / Math.max(width, height);
  const drawn = fitToTier({ width: width * scale, height: height * scale }, tier);
  return pictureTokens(drawn) + PDF_TEXT_TOKENS;
}

/**
 * What one sent part of a page costs in input tokens: exact for a picture, at most for a PDF, and for a
 * picture that only its address is known of.
 */
export function sentTokens(
  sent: PictureSize & { readonly mediaType: string },
  tier: PictureTier,
): number {
  if (sent.mediaType === ADDRESS) return tier.tokens;
  return sent.mediaType === 'application/pdf' ? pdfPageTokens(sent, tier) : pictureTokens(sent);
}

/** A point has no pixels of its own: blown up by this, it is the tier that bounds a page. */
const PIXELS_A_POINT = 100;

/** The largest picture of a page that a model of this tier sees; an image is never enlarged. */
export function largestSeen(
  { width, height, unit }: PictureSize & { readonly unit: 'pt' | 'px' },
  tier: PictureTier,
): PictureSize {
  const scale = unit === 'px' ? 1 : PIXELS_A_POINT;
  return fitToTier({ width: width * scale, height: height * scale }, tier);
}

/**
 * The size at which a model of this tier really sees a picture: itself where it fits, else the
 * largest of its shape that does. The same search as the documented reference (long side bisected,
 * short side rounded half to even, at least 1), so the answer is the server's to the pixel.
 */
export function fitToTier(size: PictureSize, tier: PictureTier): PictureSize {
  const fits = (candidate: PictureSize): boolean =>
    Math.max(candidate.width, candidate.height) <= tier.edgePx &&
    pictureTokens(candidate) <= tier.tokens;
  if (fits(size)) return size;

  const portrait = size.height > size.width;
  const longSide = Math.max(size.width, size.height);
  const ratio = longSide / Math.min(size.width, size.height);
  const shaped = (long: number): PictureSize => {
    const short = Math.max(1, roundHalfEven(long / ratio));
    return portrait ? { width: short, height: long } : { width: long, height: short };
  };
  let fitting = 1;
  let tooLarge = longSide;
  while (tooLarge - fitting > 1) {
    const middle = Math.floor((fitting + tooLarge) / 2);
    if (fits(shaped(middle))) fitting = middle;
    else tooLarge = middle;
  }
  return shaped(fitting);
}

function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
