import type { PageLayer, PageWord } from '../../src/index.ts';

/** A line of words: where it begins, on which line of the page it stands, and its words. */
export type Printed = readonly [x: number, y: number, text: string];

const EM = 10;
const SIGN = 5;

/** A sound layer of type of 10 points whose boxes fit the ink, as PDFium's do; signs are 5 points wide. */
export function aLayer(
  printed: readonly Printed[],
  soundness: PageLayer['soundness'] = 'sound',
): PageLayer {
  const words: PageWord[] = printed.flatMap(([left, line, text]) => {
    let x = left;
    return text.split(' ').map((word) => {
      const width = word.length * SIGN;
      const placed = { text: word, x, ...ink(word, line), width, angle: 0, fontSize: EM };
      x += width + SIGN * 0.6;
      return placed;
    });
  });
  return { words, soundness, page: { width: 600, height: 800 }, unlayered: null };
}

/** Top and height of a word's ink over and under its line. */
function ink(word: string, line: number): { y: number; height: number } {
  if (/^[–-]$/.test(word)) return { y: line - 3, height: 1 };
  if (/^\.+$/.test(word)) return { y: line - 1, height: 1 };
  const top = /[A-Z0-9bdfhklt]/.test(word) ? 7 : 4.5;
  const below = /[gjpqyQ,;()]/.test(word) ? 2 : 0;
  return { y: line - top, height: top + below };
}

export const LEFT_COLUMN = [
  'An annual report of the harbour says that',
  'seven enormous vessels came, and that one',
  'never arrived at the new quay of the town',
];
export const RIGHT_COLUMN = [
  'Whoever owns the missing vessel may write',
  'to the master of the port, who answers in',
  'person once a week, as everybody has seen',
];
