import type { PictureSize } from '@quire/domain';
import type { Part } from '../choose-size.ts';
import { halvePixels } from '../pixels/halve-pixels.ts';
import { canShrink, shrinkPixels } from '../pixels/shrink-pixels.ts';
import type { Drawable, Pixels } from './drawable.ts';
import { withoutColour } from './gray-pixels.ts';

/** Held whole: a sheet of A4 at 400 dpi, 16 MB in grey. */
export const MOST_HELD_PX = 16_000_000;
/** What is larger is decoded shrunk, to twice of what the model sees. */
const HELD_OF_LARGER_PX = 7_500_000;
/** A raster so many times too large is halved first, which is faster and leaves enough to be sharp. */
const WORTH_HALVING = 3;

/**
 * A page that is a picture is decoded once: to be looked at and to be sent, it is shrunk from the same
 * raster. Decoding takes as long for a small picture as for a large one.
 * @param read decodes all of it; where that fails, the page is drawn as any other
 */
export function fromOneRaster(drawable: Drawable, read: () => Promise<Pixels>): Drawable {
  let levels: Promise<Pixels[]> | undefined;
  return {
    size: drawable.size,
    unit: drawable.unit,
    rotation: drawable.rotation,
    get layer() {
      return drawable.layer;
    },
    beside: () => drawable.beside?.(),
    cut: (turn) => drawable.cut(turn),
    async draw(part, size) {
      levels ??= read().then(
        (pixels) => [withoutColour(pixels)],
        () => [],
      );
      const raster = fittingLevel(await levels, part, size);
      return raster === null ? drawable.draw(part, size) : shrinkPixels(raster, part, size);
    },
  };
}

/** The raster itself, or half of it, or half of that; null where all of it is too small. */
function fittingLevel(levels: Pixels[], part: Part, size: PictureSize): Pixels | null {
  const [whole] = levels;
  if (whole === undefined || !canShrink(whole, part, size)) return null;
  const roomy = {
    width: size.width * WORTH_HALVING,
    height: size.height * WORTH_HALVING,
  };
  let level = whole;
  for (let at = 1; level.channels === 1 && canShrink(level, part, roomy); at += 1) {
    level = levels[at] ??= halvePixels(level);
  }
  return level;
}

/** A size of the same shape that memory has room for. */
export function heldSize({ width, height }: PictureSize): PictureSize {
  const count = width * height;
  if (count <= MOST_HELD_PX) return { width, height };
  const factor = Math.sqrt(HELD_OF_LARGER_PX / count);
  return { width: Math.round(width * factor), height: Math.round(height * factor) };
}
