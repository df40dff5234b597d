import type { StandingWord } from '../judging/standing-words.ts';

/** Words of a row between two wide gaps, and where on the page they stand. */
export interface RowCell {
  readonly text: string;
  readonly x: number;
  readonly width: number;
}

/** A wider gap than this, in heights of the row's tallest word, parts two cells: a space is 0.3, justified up to 0.9. */
const CELL_GAP = 1.3;
const NO_SPACE = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\u3000-\u303F\uFF00-\uFFEF]/u;
/** Words this close, in heights, are parts of one that the layer parted. */
const TOUCHING = 0.08;

/** Dots that lead to the next column, however close it stands. */
const LEADER = /(?:\s?[.·…]){5,}$/;

/** The cells of a row. @param words from left to right */
export function rowCells(words: readonly StandingWord[]): RowCell[] {
  const gap = Math.max(...words.map(({ height }) => height)) * CELL_GAP;
  const cells: { text: string; x: number; width: number }[] = [];
  for (const word of words) {
    const cell = cells.at(-1);
    const between = cell === undefined ? 0 : word.x - (cell.x + cell.width);
    const text = cleanWord(word.text);
    if (cell === undefined || between > gap || LEADER.test(cell.text)) {
      cells.push({ text, x: word.x, width: word.width });
      continue;
    }
    cell.text +=
      between < word.height * TOUCHING || areOfOneText(cell.text, text) ? text : ` ${text}`;
    cell.width = Math.max(cell.width, word.x + word.width - cell.x);
  }
  return cells.map((cell) => ({ ...cell, text: cell.text.trim() }));
}

/** Whether no space belongs between the end of one text and the beginning of the next. */
export function areOfOneText(before: string, after: string): boolean {
  return (
    NO_SPACE.test(Array.from(before).at(-1) ?? '') && NO_SPACE.test(Array.from(after)[0] ?? '')
  );
}

/** What typesetting made of letters is written as letters: ligatures, soft hyphens, odd spaces. */
function cleanWord(text: string): string {
  return text
    .replaceAll(/[\uFB00-\uFB06]/g, (ligature) => ligature.normalize('NFKC'))
    .replaceAll(/[\u00AD\u200B\u{E000}-\u{E002}]/gu, '')
    .replaceAll(/\s+/g, ' ');
}
