import type { LayerWord, Soundness } from './text-layer.ts';
import type { TextSign } from './text-sign.ts';

/** Bullets and logos have no meaning in sound text either, but never one sign in ten. */
const MOST_UNMAPPED = 0.1;
/** A name or two may be spelt wrongly in a text that is read rightly. */
const MOST_MOJIBAKE = 0.05;
/** Scans with somebody's OCR have little else; printed pages hide a sign or two. */
const MOST_HIDDEN = 0.5;

/** UTF-8 read as Windows-1252: "Ã©" for "é", "â€™" for "’", "Â°" for "°". */
const TWO_FOR_ONE = /Ã[\u0080-\u00bf\u0152-\u0192]|â€.|Â[\u00a0-\u00bf]/;
/** "Ïðèâåò": Cyrillic or Greek read as Latin. No language writes four such letters in a row. */
const ACCENTS_ONLY = /[À-ÖØ-öø-ÿ]{4,}/;

/** What the verdict stands on. */
export interface LayerCounts {
  /** Signs that are not spaces. */
  readonly signs: number;
  readonly unmapped: number;
  readonly hidden: number;
  readonly words: number;
  readonly mojibake: number;
}

export function countLayer(signs: readonly TextSign[], words: readonly LayerWord[]): LayerCounts {
  let [shown, unmapped, hidden] = [0, 0, 0];
  for (const { text, isMapped, isHidden } of signs) {
    if (text === '') continue;
    shown += 1;
    if (!isMapped) unmapped += 1;
    if (isHidden) hidden += 1;
  }
  return {
    signs: shown,
    unmapped,
    hidden,
    words: words.length,
    mojibake: words.filter(({ text }) => TWO_FOR_ONE.test(text) || ACCENTS_ONLY.test(text)).length,
  };
}

/** Whether a text layer can be taken for what its page shows; the gravest doubt is named. */
export function judgeSoundness({
  signs,
  unmapped,
  hidden,
  words,
  mojibake,
}: LayerCounts): Soundness {
  if (signs === 0) return 'none';
  if (hidden > signs * MOST_HIDDEN) return 'hidden-ocr';
  if (unmapped > signs * MOST_UNMAPPED) return 'unmapped';
  if (mojibake > words * MOST_MOJIBAKE) return 'mojibake';
  return 'sound';
}
