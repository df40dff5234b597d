import type { PictureSize } from '@quire/domain';
import type { GrayRaster } from '../gray-raster.ts';
import type { LayerWord } from '../text-layer.ts';

/** Letters reach out of their words' boxes, by a share of a word's height. */
const OVERHANG = 0.2;

/** A raster of a page with each word's box painted in the shade that is usual along its upper and lower edge. */
export function withoutWords(
  { data, width, height }: GrayRaster,
  words: readonly LayerWord[],
  page: PictureSize,
): GrayRaster {
  const painted = Uint8Array.from(data);
  const perUnit = width / page.width;
  for (const word of words) {
    const over = word.height * OVERHANG;
    const left = Math.max(0, Math.floor((word.x - over) * perUnit));
    const right = Math.min(width, Math.ceil((word.x + word.width + over) * perUnit));
    const top = Math.max(0, Math.floor((word.y - over) * perUnit));
    const bottom = Math.min(height, Math.ceil((word.y + word.height + over) * perUnit));
    if (left >= right || top >= bottom) continue;
    const [first, last] = [top * width, (bottom - 1) * width];
    const edge = [
      ...data.subarray(first + left, first + right),
      ...data.subarray(last + left, last + right),
    ];
    const shade = edge.toSorted((a, b) => a - b)[edge.length >> 1] ?? 255;
    for (let y = top; y < bottom; y += 1) painted.fill(shade, y * width + left, y * width + right);
  }
  return { data: painted, width, height };
}
