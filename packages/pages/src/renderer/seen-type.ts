import { setStraight } from '../analysis/set-straight.ts';
import { lineAxis } from '../analysis/line-axis.ts';
import { textHeight } from '../analysis/text-height.ts';
import type { Part } from '../choose-size.ts';
import type { GrayRaster } from '../gray-raster.ts';
import type { Drawable } from './drawable.ts';
import { within } from './part-of-page.ts';
import { LOOK_EDGE_PX, smallRaster } from './small-raster.ts';

/** A sheet of which print may be too small to be found: more than A3, or than A4 at 600 dpi. */
const LARGE = { pt: 1250, px: 7100 } as const;
/**
 * Lower lines of an image, whose paper nobody knows, are looked at closer, too: such are measured up to half as high
 * again as they are, 8 pt on A0 (1.2 pixels) as 12.5.
 */
const LEAST_SURE_PX = 3;
/** A3 for each window of A0; more would show no type that any picture of it has room for. */
const MOST_WINDOWS_A_SIDE = 3;
/** 60 letters: what fewer say of a part of a page may be texture. */
const SURE_OF_WINDOW = 0.3;

/** The smallest type that was seen. */
interface SeenType {
  /** In the page's unit. */
  readonly em: number;
  /** 0 to 1: how much text spoke for it. */
  readonly confidence: number;
}

/** Makes a raster of the page, or of a part, such as letters are looked for in: dark ones on light, standing upright. */
type View = (raster: GrayRaster) => GrayRaster;

/**
 * Looks for the smallest type on a page, and closer where the page is so large that a small raster does not show it.
 * @param raster all of the page, as it comes
 * @param isAcross whether its lines are known to run across in what `view` makes; else they may as well run down
 */
export async function seenType(
  page: Drawable,
  raster: GrayRaster,
  view: View,
  isAcross: boolean,
): Promise<SeenType | null> {
  const found = measured(view(raster), isAcross, raster.width / page.size.width);
  const windows = windowsOf(page, found?.heightPx ?? null);
  let smallest: SeenType | null = found;
  for (const part of windows) {
    const window = within(page, part);
    // One after the other: each is painted in the same memory.
    const near = await smallRaster(window, LOOK_EDGE_PX);
    const type = measured(view(near), isAcross, near.width / window.size.width);
    if (type === null || type.confidence < SURE_OF_WINDOW) continue;
    if (smallest === null || type.em < smallest.em) smallest = type;
  }
  return smallest;
}

function measured(
  standing: GrayRaster,
  isAcross: boolean,
  pxPerUnit: number,
): (SeenType & { readonly heightPx: number }) | null {
  // Chinese and Japanese in columns, or a page that nobody could tell which way to turn.
  const isDown = !isAcross && lineAxis(standing) === 'down';
  const type = textHeight(
    isDown ? setStraight(standing, { turn: 90, skew: 0, scale: 1 }) : standing,
  );
  if (type === null) return null;
  return { em: type.emPx / pxPerUnit, confidence: type.confidence, heightPx: type.heightPx };
}

/** Equal parts of the page; none where a small raster shows it well. */
function windowsOf({ size, unit }: Drawable, heightPx: number | null): Part[] {
  const long = Math.max(size.width, size.height);
  const isSmallType = unit === 'px' && heightPx !== null && heightPx < LEAST_SURE_PX;
  const bySize = Math.min(MOST_WINDOWS_A_SIDE, Math.ceil(long / LARGE[unit]));
  const count = Math.max(bySize, isSmallType ? 2 : 1);
  if (count === 1) return [];
  return Array.from({ length: count * count }, (_, at) => ({
    left: (at % count) / count,
    top: Math.floor(at / count) / count,
    width: 1 / count,
    height: 1 / count,
  }));
}
