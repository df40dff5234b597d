import type { PictureSize } from '@quire/domain';
import { isOneShade } from '../analysis/is-one-shade.ts';
import type { GrayRaster } from '../gray-raster.ts';
import { smallestType, straightWords } from '../read-layer.ts';
import type { LayerWord } from '../text-layer.ts';
import { withoutWords } from './without-words.ts';

/**
 * The em of the smallest of a page's few words, where these know it better than a look at the page: a title alone on
 * its ground, which is larger than letters are looked for, or light on dark; words among others that lie across the
 * page, where a look finds no lines.
 * @param seenEm of the smallest type that was seen, in the page's unit; null where none was found
 * @returns null where what was seen holds
 */
export function emOfFewWords(
  words: readonly LayerWord[],
  seenEm: number | null,
  raster: GrayRaster,
  size: PictureSize,
): number | null {
  const straight = straightWords(words);
  const em = smallestType(straight);
  if (em === null) return null;
  if (seenEm !== null) return straight.length < words.length && em < seenEm ? em : null;
  // Boxes of words that lie across the page are large, and anything may stand in them.
  return isOneShade(withoutWords(raster, straight, size)) ? em : null;
}
