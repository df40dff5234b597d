import { canonicalNumber } from './canonical-number.ts';
import { ASIDE_STARTS, FORMULA_STARTS, PART_ENDS } from './plain-text.ts';

/** A word, a number, or one sign of a script that parts no words: what texts are compared by. */
export interface Token {
  /** As compared: without case, accents, ligatures, inner hyphens and marks of thousands. */
  readonly text: string;
  readonly isNumber: boolean;
  /** In letters: a sign of a script without spaces says as much as two. */
  readonly weight: number;
  /** An `aside` was added by the reader; of a `formula` only letters and digits are known. */
  readonly part: 'text' | 'aside' | 'formula';
  /** Line of the plain text, from 0. */
  readonly line: number;
}

/** Scripts whose words stand without spaces, or with spaces that readers set as they like. */
const SPACELESS = String.raw`[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]`;
const LETTERS = String.raw`[[\p{L}\p{M}]--${SPACELESS}]`;
const TOKENS = new RegExp(
  [
    String.raw`[${ASIDE_STARTS}${FORMULA_STARTS}${PART_ENDS}\n]`,
    String.raw`\p{Nd}+(?:[.,'\u066B\u066C]\p{Nd}+)*`,
    String.raw`[${SPACELESS}&&\p{L}]\p{M}*`,
    String.raw`${LETTERS}+(?:['\-\u2010\u2011\u00AD]${LETTERS}+)*`,
  ].join('|'),
  'gv',
);

const STARTS_WITH_DIGIT = /^\p{Nd}/u;
const WITHOUT_SPACES = new RegExp(`^${SPACELESS}`, 'v');
const RIGHT_TO_LEFT = /^[\u0590-\u08FF]/;
/** Below it no script is written from the right, and none without spaces: most words are told by that alone. */
const FIRST_OTHERWISE_WRITTEN = 0x590;

/** Accents of Latin, Greek and Cyrillic, vowel signs of Hebrew and Arabic, and the tatweel. */
const ACCENTS = /[\u0300-\u036F\u0591-\u05C7\u0610-\u061A\u0640\u064B-\u065F\u0670]/g;

/** The words and numbers of a plain text (see `plainText`), in its order. */
export function tokensOf(plain: string): Token[] {
  const tokens: Token[] = [];
  let part: Token['part'] = 'text';
  let line = 0;
  for (const found of foldedText(plain).match(TOKENS) ?? []) {
    if (found === '\n') line += 1;
    else if (found === ASIDE_STARTS) part = 'aside';
    else if (found === FORMULA_STARTS) part = 'formula';
    else if (found === PART_ENDS) part = 'text';
    else if (startsWithDigit(found)) tokens.push(numberToken(found, part, line));
    else tokens.push(wordToken(found, part, line));
  }
  return tokens;
}

/** Without case, ligatures, widths and accents; letters of Hangul stay whole. */
function foldedText(text: string): string {
  const lower = text.toLowerCase();
  // Plain ASCII has nothing to fold, and most pages are little else.
  if (/^[\0-\u007F]*$/.test(lower)) return lower;
  return lower
    .replaceAll(/[\u2018\u2019\u02BC\u0060\u00B4]/g, "'")
    .replaceAll(/(?<=\d)[\u00A0\u202F\u2009](?=\d{3}(?!\d))/g, "'")
    .replaceAll(/[\u00B2\u00B3\u00B9\u2070-\u209F\u00BC-\u00BE\u2150-\u215F\u2460-\u24FF]/g, ' $& ')
    .normalize('NFKD')
    .replaceAll(ACCENTS, '')
    .normalize('NFC')
    .toLowerCase();
}

function startsWithDigit(found: string): boolean {
  const first = found.charCodeAt(0);
  return first < 128 ? first < 58 : STARTS_WITH_DIGIT.test(found);
}

function numberToken(found: string, part: Token['part'], line: number): Token {
  const text = canonicalNumber(found);
  return { text, isNumber: true, weight: text.length, part, line };
}

function wordToken(found: string, part: Token['part'], line: number): Token {
  const letters = /['\-\u2010\u2011\u00AD]/.test(found)
    ? found.replaceAll(/['\-\u2010\u2011\u00AD]/g, '')
    : found;
  if (letters.charCodeAt(0) < FIRST_OTHERWISE_WRITTEN) {
    return { text: letters, isNumber: false, weight: letters.length, part, line };
  }
  const text = RIGHT_TO_LEFT.test(letters) ? eitherWay(letters) : letters;
  const weight = WITHOUT_SPACES.test(text) ? 2 : text.length;
  return { text, isNumber: false, weight, part, line };
}

/** Layers hold right-to-left words as spoken or as seen: both become the same. */
function eitherWay(letters: string): string {
  const turned = Array.from(letters).toReversed().join('');
  return turned < letters ? turned : letters;
}
