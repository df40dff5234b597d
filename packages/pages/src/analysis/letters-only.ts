import type { GrayRaster } from '../gray-raster.ts';
import { isLetterSized } from './is-letter-sized.ts';
import type { PageMarks } from './page-marks.ts';

/**
 * The page's letters on white and nothing else. A dark box with white letters in it misleads the
 * orientation detector (upside down with a confidence of 5.4), rules and specks weaken it.
 */
export function lettersOnly({ map, content }: PageMarks): GrayRaster {
  const { contrast, width, height, unit } = map;
  const data = new Uint8Array(width * height).fill(255);
  for (const mark of content) {
    if (!isLetterSized(mark, unit)) continue;
    const left = Math.max(0, mark.left - 1);
    const right = Math.min(width - 1, mark.right + 1);
    const bottom = Math.min(height - 1, mark.bottom + 1);
    for (let y = Math.max(0, mark.top - 1); y <= bottom; y++) {
      for (let at = y * width + left; at <= y * width + right; at++)
        data[at] = 255 - (contrast[at] ?? 0);
    }
  }
  return { data, width, height };
}
