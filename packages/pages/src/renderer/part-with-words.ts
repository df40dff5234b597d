import type { PictureSize } from '@quire/domain';
import type { Part } from '../choose-size.ts';
import type { LayerWord } from '../text-layer.ts';

/** Left around a word, as a share of its shorter side: what reaches out of the box that its font tells. */
const MARGIN = 0.5;

/**
 * A part of a page made so large that no word is cut, however faint it looked.
 * @param page in the unit of the words
 */
export function partWithWords(part: Part, words: readonly LayerWord[], page: PictureSize): Part {
  let [left, top] = [part.left * page.width, part.top * page.height];
  let [right, bottom] = [left + part.width * page.width, top + part.height * page.height];
  for (const { x, y, width, height } of words) {
    const isOn = x < page.width && y < page.height && x + width > 0 && y + height > 0;
    if (!isOn) continue;
    const margin = MARGIN * Math.min(width, height);
    left = Math.min(left, Math.max(0, x - margin));
    top = Math.min(top, Math.max(0, y - margin));
    right = Math.max(right, Math.min(page.width, x + width + margin));
    bottom = Math.max(bottom, Math.min(page.height, y + height + margin));
  }
  return {
    left: left / page.width,
    top: top / page.height,
    width: (right - left) / page.width,
    height: (bottom - top) / page.height,
  };
}
