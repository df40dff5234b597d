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
 * raster, which is there for as long as `use` needs it. Decoding takes as long for a small picture as for a large one.
 * @param read decodes all of it; where that fails, the page is drawn as any other
 */
export async function withOneRaster<Result>(
  drawable: Drawable,
  read: () => Promise<Pixels>,
  use: (drawable: Drawable) => Promise<Result>,
): Promise<Result> {
  let decoding: Promise<Pixels[]> | undefined;
  const decoded = (): Promise<Pixels[]> =>
    (decoding ??= read().then(
      (pixels) => [grayOnly(pixels)],
      () => [],
    ));
  try {
    return await use({
      size: drawable.size,
      unit: drawable.unit,
      rotation: drawable.rotation,
      get layer() {
        return drawable.layer;
      },
      beside: () => drawable.beside?.(),
      pictured: () => drawable.pictured?.() ?? null,
      cut: (turn) => drawable.cut(turn),
      async draw(part, size) {
        const raster = fittingLevel(await decoded(), part, size);
        return raster === null ? drawable.draw(part, size) : shrinkPixels(raster, part, size);
      },
    });
  } finally {
    for (const level of (await decoding) ?? []) giveBack(level);
  }
}

/** Without its colours where it has none: a third of the work for all that follows. */
function grayOnly(pixels: Pixels): Pixels {
  const gray = withoutColour(pixels);
  if (gray !== pixels) giveBack(pixels);
  return gray;
}

/**
 * Frees the memory of a raster that nobody reads any more. Left to V8, nine megabytes or more of every scan have it
 * look through all objects at every page or two.
 */
function giveBack({ data: { buffer, byteLength } }: Pixels): void {
  const isOwn = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
  if (isOwn) buffer.transfer(0);
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
