import type { LayerWord, TextLayer } from './text-layer.ts';
import type { Turn } from './place-part.ts';

/** Of a page's signs this share may be smaller: a lone footnote mark must not enlarge the page. */
const SMALLEST_SHARE = 0.05;
/**
 * Type below this, in points, nobody prints to be read: it is a generator's link in 1 pt at the page's
 * foot, or microprint. It counts where it is most of the page, as on a plan that was shrunk.
 */
export const LEAST_PRINTED_EM = 3;
/** Most of a page's text has to lie on its side before the page is turned for it. */
const MOST = 0.7;
/** Words further from upright, or from a quarter turn of it, than so many degrees lie across their page: watermarks. */
const MOST_ASLANT = 15;
/** Scripts that part no words by spaces, and how many of their signs are about a word. */
const SPACELESS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;
const SIGNS_A_WORD = 3;

/**
 * The words that are seen on the page, those of no size left out; none of a scan under somebody else's OCR, which is to
 * be looked at.
 */
export function seenWords(layer: TextLayer | null): readonly LayerWord[] {
  if (layer === null || layer.soundness === 'hidden-ocr') return [];
  return layer.words.filter(({ fontSize, isHidden }) => fontSize > 0 && !isHidden);
}

/**
 * The words that stand upright or on a side, of which a page's own text is. Those that lie across it, in whichever
 * number, are no evidence of how it stands or of what else is on it.
 */
export function straightWords(words: readonly LayerWord[]): readonly LayerWord[] {
  return words.filter(({ angle }) => Math.abs(angle - Math.round(angle / 90) * 90) <= MOST_ASLANT);
}

/** How many words are said, also by scripts in which a line without a space is one of the layer's. */
export function wordCount(words: readonly LayerWord[]): number {
  return words.reduce((sum, { text }) => {
    const spaceless = text.match(SPACELESS)?.length ?? 0;
    return sum + Math.max(1, spaceless / SIGNS_A_WORD);
  }, 0);
}

/** The em, in points, below which almost no text of the page lies. */
export function smallestType(words: readonly LayerWord[]): number | null {
  const sized = words
    .filter(({ fontSize }) => fontSize > 0)
    .toSorted((a, b) => a.fontSize - b.fontSize);
  const printed = sized.filter(({ fontSize }) => fontSize >= LEAST_PRINTED_EM);
  const read = signsOf(printed) * 2 >= signsOf(sized) ? printed : sized;
  let left = signsOf(read) * SMALLEST_SHARE;
  for (const { text, fontSize } of read) {
    left -= text.length;
    if (left <= 0) return fontSize;
  }
  return null;
}

function signsOf(words: readonly LayerWord[]): number {
  return words.reduce((sum, { text }) => sum + text.length, 0);
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
