import type { LayerWord } from './text-layer.ts';
import type { TextSign } from './text-sign.ts';

/** A page of a newspaper has 5,000 words. */
export const MAX_WORDS = 20_000;

/** Chinese has no spaces, but lines; whatever goes on for longer than a page is wide is cut. */
const MAX_WORD_SIGNS = 1_000;

/** A gap this many times the font's size parts two words that no space parts, as in a table. */
const GAP = 1.5;
/** Signs that are turned, or sized, further apart than this are not of one word. */
const MOST_DEGREES_APART = 3;
const MOST_TIMES_LARGER = 1.6;

/** Joins signs to words: up to the next space, the next line, the next column. */
export function groupWords(signs: readonly TextSign[]): LayerWord[] {
  const words: LayerWord[] = [];
  let word: TextSign[] = [];
  const finish = (): void => {
    const [first] = word;
    if (first !== undefined) words.push(asWord(word, first));
    word = [];
  };
  for (const sign of signs) {
    const last = word.at(-1);
    const isFull = word.length === MAX_WORD_SIGNS;
    if (sign.text === '' || isFull || (last && !areOfOneWord(last, sign))) finish();
    if (words.length === MAX_WORDS) return words;
    if (sign.text !== '') word.push(sign);
  }
  finish();
  return words;
}

function areOfOneWord(one: TextSign, next: TextSign): boolean {
  const degrees = Math.abs(one.angle - next.angle);
  if (Math.min(degrees, 360 - degrees) > MOST_DEGREES_APART) return false;
  const smaller = Math.min(one.fontSize, next.fontSize);
  if (Math.max(one.fontSize, next.fontSize) > smaller * MOST_TIMES_LARGER) return false;
  // A sign is taller than its font where that is of drawings.
  const reach = GAP * Math.max(one.fontSize, one.height, 1);
  const across = Math.max(next.x - (one.x + one.width), one.x - (next.x + next.width));
  const down = Math.max(next.y - (one.y + one.height), one.y - (next.y + next.height));
  return Math.max(across, down) <= reach;
}

function asWord(signs: readonly TextSign[], { fontSize, angle }: TextSign): LayerWord {
  let text = '';
  let isHidden = true;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const sign of signs) {
    text += sign.text;
    if (!sign.isHidden) isHidden = false;
    if (sign.x < left) left = sign.x;
    if (sign.y < top) top = sign.y;
    if (sign.x + sign.width > right) right = sign.x + sign.width;
    if (sign.y + sign.height > bottom) bottom = sign.y + sign.height;
  }
  return {
    text,
    x: left,
    y: top,
    width: right - left,
    height: bottom - top,
    fontSize,
    angle,
    isHidden,
  };
}
