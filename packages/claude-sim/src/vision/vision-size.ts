import type { ImageTier } from '../models/model-spec.ts';

/** A picture is paid for in squares of 28 by 28 pixels (vision page, August 2026). */
const PATCH_PX = 28;

/** The longest side in pixels and the most visual tokens that reach a model of each tier. */
export const imageTiers = {
  standard: { edgePx: 1568, tokens: 1568 },
  high: { edgePx: 2576, tokens: 4784 },
} as const satisfies Record<ImageTier, { edgePx: number; tokens: number }>;

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface VisionSize extends Size {
  readonly tokens: number;
  readonly isDownsized: boolean;
}

/** Visual tokens of a picture as it is, without any downsizing. */
export function patches({ width, height }: Size): number {
  return Math.ceil(width / PATCH_PX) * Math.ceil(height / PATCH_PX);
}

/** Halves go to the even neighbour, as in the documented reference code (Python's `round`). */
function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/**
 * What a model sees of a picture: the largest size of the same shape whose sides and tokens fit
 * the tier, found by bisecting the long side. A picture that fits is left alone.
 */
export function visionSize(size: Size, tier: ImageTier): VisionSize {
  const { edgePx, tokens } = imageTiers[tier];
  const fits = (s: Size): boolean => Math.max(s.width, s.height) <= edgePx && patches(s) <= tokens;
  if (fits(size)) return { ...size, tokens: patches(size), isDownsized: false };

  const long = Math.max(size.width, size.height);
  const ratio = long / Math.min(size.width, size.height);
  const shaped = (side: number): Size => {
    const other = Math.max(1, roundHalfEven(side / ratio));
    return size.height > size.width
      ? { width: other, height: side }
      : { width: side, height: other };
  };
  let fitting = 1;
  let tooLarge = long;
  while (tooLarge - fitting > 1) {
    const middle = (fitting + tooLarge) >> 1;
    if (fits(shaped(middle))) fitting = middle;
    else tooLarge = middle;
  }
  const seen = shaped(fitting);
  return { ...seen, tokens: patches(seen), isDownsized: true };
}
