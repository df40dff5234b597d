import { largestSeen, type PictureTier } from '@quire/domain';
import type { CommonScale, PictureSpec, SourcePage } from './face.ts';

const POINTS_PER_INCH = 72;
/** As sharp as a page without type is drawn: what differs need not be type. */
const MOST_DPI = 300;

/**
 * The largest scale at which each of several pages fits what the model sees. Sizes are the plan's, so
 * whoever draws one of the pages again finds the same scale.
 */
export function commonScale(
  pages: readonly SourcePage[],
  tier: PictureTier,
  resolution: PictureSpec['resolution'],
): CommonScale {
  const dpi = typeof resolution === 'number' ? resolution : MOST_DPI;
  return {
    pt: leastOf(pages, 'pt', tier, dpi / POINTS_PER_INCH),
    // An image has no paper, and is never enlarged.
    px: leastOf(pages, 'px', tier, 1),
  };
}

function leastOf(
  pages: readonly SourcePage[],
  unit: SourcePage['unit'],
  tier: PictureTier,
  most: number,
): number {
  return pages.reduce((least, page) => {
    const long = Math.max(page.width, page.height);
    if (page.unit !== unit || long <= 0 || Math.min(page.width, page.height) <= 0) return least;
    const seen = largestSeen(page, tier);
    return Math.min(least, Math.max(seen.width, seen.height) / long);
  }, most);
}
