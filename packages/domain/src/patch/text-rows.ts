import type { StandingWord } from '../judging/standing-words.ts';

/** Words are of one row where their boxes lie side by side by at least this share of the lower one. */
const BESIDE = 0.6;
/** Rows back that a word may still be of: a raised sign comes before the words it stands beside. */
const ROWS_BACK = 3;

/**
 * Words side by side, from the top down and from left to right. Unlike `pageRows`, which takes boxes of
 * ink as they come, it is for boxes of type (`setOnLine`): nothing that is read is to change its line.
 */
export function textRows(words: readonly StandingWord[]): StandingWord[][] {
  const rows: { top: number; bottom: number; words: StandingWord[] }[] = [];
  for (const word of words.toSorted((a, b) => a.y + a.height - (b.y + b.height))) {
    const bottom = word.y + word.height;
    const row = rows.slice(-ROWS_BACK).find((one) => {
      const beside = Math.min(one.bottom, bottom) - Math.max(one.top, word.y);
      return beside >= BESIDE * Math.min(one.bottom - one.top, word.height);
    });
    if (row === undefined) rows.push({ top: word.y, bottom, words: [word] });
    else row.words.push(word);
    // The tallest word says where the row is: a raised sign is not to draw it upwards.
    if (row !== undefined && word.height > row.bottom - row.top) {
      row.top = word.y;
      row.bottom = bottom;
    }
  }
  return rows
    .toSorted((a, b) => a.bottom - b.bottom)
    .map((row) => row.words.toSorted((a, b) => a.x - b.x));
}
