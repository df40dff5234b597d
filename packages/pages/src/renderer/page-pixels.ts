import type { PictureSize } from '@quire/domain';
import type { PictureSpec } from '../face.ts';

const POINTS_PER_INCH = 72;
/** Pixels a point at which every page is larger than any tier, so that fitting decides alone. */
const MORE_THAN_ANY_TIER = 100;

/** How large a page would be drawn, were there no bound. @param size in points */
export function pagePixels(size: PictureSize, resolution: PictureSpec['resolution']): PictureSize {
  const perPoint = resolution === 'auto' ? MORE_THAN_ANY_TIER : resolution / POINTS_PER_INCH;
  const side = (points: number): number => Math.max(1, Math.round(points * perPoint));
  return { width: side(size.width), height: side(size.height) };
}

/** What a drawn page has for an inch of paper, to a tenth; null where the paper has no size. */
export function dotsPerInch(pixelsAcross: number, points: number): number | null {
  return points > 0 ? Math.round((pixelsAcross / points) * POINTS_PER_INCH * 10) / 10 : null;
}
