import { letterStance } from './letter-stance.ts';
import { letterWindows } from './letter-windows.ts';
import type { PageMarks } from './page-marks.ts';
import { textLines } from './text-lines.ts';

/** No window has more to say than this: 50 to 1 for a way up. */
const MOST_VOTE = 4;
/** Added to the votes' spread: a few letters that agree by chance are not yet sure. */
const DOUBT = 8;
/** So many windows are asked first; most pages are clear by then, and asking is half of what it costs. */
const FIRST_WINDOWS = 64;
/** Twice what is enough to leave a page as it is (detect-turn.ts). */
const CLEAR = 12;

/**
 * Whether the lines of a page stand on their feet, by the shapes of their letters. Positive when
 * upright, negative upside down, in standard errors of the votes' mean; 0 where nothing is to be told.
 */
export function textStance(marks: PageMarks): number {
  const first = stanceOf(letterWindows(marks.map, textLines(marks), FIRST_WINDOWS));
  if (Math.abs(first) >= CLEAR) return first;
  return stanceOf(letterWindows(marks.map, textLines(marks)));
}

function stanceOf(windows: readonly Float32Array[]): number {
  const votes = windows.map((window) =>
    Math.max(-MOST_VOTE, Math.min(MOST_VOTE, letterStance(window))),
  );
  const sum = votes.reduce((all, vote) => all + vote, 0);
  const mean = sum / Math.max(1, votes.length);
  const spread = votes.reduce((all, vote) => all + (vote - mean) ** 2, DOUBT);
  return sum / Math.sqrt(spread);
}
