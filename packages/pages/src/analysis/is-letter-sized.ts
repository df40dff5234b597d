import type { InkComponent } from './ink-components.ts';

/** In units (0.3 mm of A4). The x of 4 pt type is 2.5 high; headings of 36 pt reach 40, h to g. */
const LEAST = 2.5;
const MOST = 48;
/** A word whose letters run together: 20 letters of 12 pt. */
const LONGEST = 160;
/** A rule is thinner than this share of its length; an l is 0.12. */
const RULE = 0.07;

/** Whether a mark may be a letter, or a word whose letters run together, standing or lying. */
export function isLetterSized(mark: InkComponent, unit: number): boolean {
  const wide = mark.right - mark.left + 1;
  const high = mark.bottom - mark.top + 1;
  const [short, long] = wide < high ? [wide, high] : [high, wide];
  if (long < LEAST * unit || short > MOST * unit || long > LONGEST * unit) return false;
  return short > RULE * long && mark.area > 3;
}
