import type { TextSign } from './text-sign.ts';

/** Of an em, as high as capitals, figures and tall letters are: the highest fifth of what is written in most scripts. */
const TALL_LETTER = 0.7;
const TALL_QUANTILE = 0.8;
/** Of an em, from the middle of one letter to that of the next, in most scripts; a Chinese one takes a whole. */
const ADVANCE = 0.5;
/** Further off than this many times no letters are from their em, whatever the script and the font. */
const OFF = 2;
/** Fewer letters beside one another are no evidence: an "i." is not, and a row of dots has none. */
const LEAST_PAIRS = 5;
/** What so many letters of a font say, the others say too. */
const MOST_PAIRS = 500;

/** What the letters of one font show, as shares of the em that is said. */
interface Evidence {
  readonly heights: number[];
  readonly advances: number[];
}

/**
 * Signs as large as they are drawn, where what their font calls its em is not: a Type 3 font may write its letters
 * in any unit (`/FontMatrix`, ISO 32000-1, 9.6.5), and PDFium leaves that out where it is asked for a font's size, but
 * not where it is asked for boxes. The em is left alone unless both the heights of a font's letters and the ways
 * between them speak against it: boxes alone may be those of the whole font, ways alone those of spaced letters.
 * @returns the same signs where nothing is to be mended
 */
export function withDrawnEms(signs: readonly TextSign[]): readonly TextSign[] {
  const factors = new Map<number, number>();
  for (const [font, evidence] of gather(signs)) {
    const factor = factorOf(evidence);
    if (factor !== null) factors.set(font, factor);
  }
  if (factors.size === 0) return signs;
  return signs.map((sign) => {
    const factor = factors.get(sign.font);
    return factor === undefined ? sign : { ...sign, fontSize: sign.fontSize * factor };
  });
}

function gather(signs: readonly TextSign[]): Map<number, Evidence> {
  const found = new Map<number, Evidence>();
  let before: TextSign | undefined;
  let evidence: Evidence = { heights: [], advances: [] };
  for (const sign of signs) {
    const { font, fontSize: em, angle, width, height } = sign;
    if (font !== 0 && font !== before?.font) {
      evidence = found.get(font) ?? { heights: [], advances: [] };
      found.set(font, evidence);
    }
    const isPair = font !== 0 && em > 0 && font === before?.font && em === before.fontSize;
    const isWanted = isPair && evidence.heights.length < MOST_PAIRS;
    if (isWanted && before !== undefined && isLetter(sign) && isLetter(before)) {
      evidence.heights.push((angle % 180 === 0 ? height : width) / em);
      evidence.advances.push(wayBetween(before, sign) / em);
    }
    before = sign;
  }
  return found;
}

/** What means nothing may be a letter, and is what a font of pictures of letters has. */
function isLetter({ text, angle, isMapped }: TextSign): boolean {
  // The box of a sign that stands askew is larger than the sign.
  if (text === '' || angle % 90 !== 0) return false;
  return !isMapped || /[\p{L}\p{N}]/u.test(text);
}

function wayBetween(one: TextSign, next: TextSign): number {
  return Math.max(
    Math.abs(next.x + next.width / 2 - one.x - one.width / 2),
    Math.abs(next.y + next.height / 2 - one.y - one.height / 2),
  );
}

/** How many times larger than said a font is; null where it is about as large. */
function factorOf({ heights, advances }: Evidence): number | null {
  if (heights.length < LEAST_PAIRS) return null;
  const byHeight = quantile(heights, TALL_QUANTILE) / TALL_LETTER;
  const byAdvance = quantile(advances, 0.5) / ADVANCE;
  // Of two answers the smaller: a picture too large is read.
  const least = Math.min(byHeight, byAdvance);
  const most = Math.max(byHeight, byAdvance);
  return least > 0 && (least > OFF || most < 1 / OFF) ? least : null;
}

function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
