import type { LayerWord } from './text-layer.ts';
import type { Turn } from './place-part.ts';

/** Of a page's signs this share may be smaller: a lone footnote mark must not enlarge the page. */
const SMALLEST_SHARE = 0.05;
/** Most of a page's text has to lie on its side before the page is turned for it. */
const MOST = 0.7;

/** The em, in points, below which almost no text of the page lies. */
export function smallestType(words: readonly LayerWord[]): number | null {
  const sized = words
    .filter(({ fontSize }) => fontSize > 0)
    .toSorted((a, b) => a.fontSize - b.fontSize);
  const signs = sized.reduce((sum, { text }) => sum + text.length, 0);
  let left = signs * SMALLEST_SHARE;
  for (const { text, fontSize } of sized) {
    left -= text.length;
    if (left <= 0) return fontSize;
  }
  return null;
}

/** By how much a page has to be turned so that most of its text stands upright. */
export function textTurn(words: readonly LayerWord[]): Turn {
  const signsAt = new Map<number, number>();
  let signs = 0;
  for (const { text, angle } of words) {
    const side = ((Math.round(angle / 90) % 4) + 4) % 4;
    signsAt.set(side, (signsAt.get(side) ?? 0) + text.length);
    signs += text.length;
  }
  const isMost = (side: number): boolean => (signsAt.get(side) ?? 0) > signs * MOST;
  if (isMost(1)) return 270;
  if (isMost(2)) return 180;
  return isMost(3) ? 90 : 0;
}
