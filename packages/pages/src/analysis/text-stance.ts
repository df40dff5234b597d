import type { TextLine } from './text-lines.ts';

/** Ascenders and descenders together below this share of a line: capitals or digits, no witness. */
const LEAST_OUTSIDE = 0.03;
/** Letters in a line that make it a witness; shorter ones hang on a single g or h. */
const LEAST_LETTERS = 6;
/** Added to the lines' spread, in lines: two lines that agree by chance are not yet sure. */
const DOUBT_LINES = 2;

/**
 * Whether lines stand on their feet: in Latin, Greek and Cyrillic print ascenders and capitals put more
 * ink above the mean line than descenders put below the base line. Positive when upright, negative
 * upside down, in standard errors of the lines' mean; 0 where nothing is to be told.
 */
export function textStance(lines: readonly TextLine[]): number {
  const votes: number[] = [];
  for (const { letters, above, below } of lines) {
    if (letters < LEAST_LETTERS || above + below < LEAST_OUTSIDE) continue;
    votes.push((above - below) / (above + below));
  }
  if (votes.length < 2) return 0;
  const mean = votes.reduce((sum, vote) => sum + vote, 0) / votes.length;
  const spread = votes.reduce((sum, vote) => sum + (vote - mean) ** 2, DOUBT_LINES) / votes.length;
  return mean / Math.sqrt(spread / votes.length);
}
