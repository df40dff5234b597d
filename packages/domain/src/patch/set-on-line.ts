import type { StandingWord } from '../judging/standing-words.ts';

/** Of an em: capitals rise so far above the line, and descenders below it, in common text faces. */
const ABOVE = 0.7;
const BELOW = 0.21;
/** Half of a dash's way up. */
const MIDDLE = 0.25;
/** Letters and signs that reach below the line; those of Han, Kana and Hangul do so a little. */
const REACHES_BELOW =
  /[gjpqyQçþßµ,;()[\]{}|/@§_рущцдфq„‚\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u;
const HANGS = /^['"’‘“”´`^°*]+$/u;
const IN_THE_MIDDLE = /^[-–—−~=+•·×]+$/u;

/**
 * The box of a word's type in place of that of its ink: from the line it stands on as high as a capital.
 * Boxes of layers fit the ink, so that "enger", "in" and a dash of one line hardly overlap.
 */
export function setOnLine(word: StandingWord): StandingWord {
  const { text, y, height, fontSize: em = 0 } = word;
  if (em <= 0) return word;
  const bottom = y + height;
  let line = bottom;
  if (HANGS.test(text)) line = y + em * ABOVE;
  else if (IN_THE_MIDDLE.test(text)) line = y + height / 2 + em * MIDDLE;
  else if (REACHES_BELOW.test(text)) line = bottom - em * BELOW;
  return { ...word, y: line - em * ABOVE, height: em * ABOVE };
}
