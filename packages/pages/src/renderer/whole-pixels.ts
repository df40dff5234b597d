import type { PictureSize } from '@quire/domain';

/** The nearest size that a picture can have. */
export function wholePixels({ width, height }: PictureSize): PictureSize {
  return { width: Math.max(1, Math.round(width)), height: Math.max(1, Math.round(height)) };
}
