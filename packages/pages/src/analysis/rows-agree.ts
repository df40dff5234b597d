import type { InkComponent } from './ink-components.ts';
import { letterRows } from './letter-rows.ts';
import type { PageMarks } from './page-marks.ts';

/** Two letters with a g or a p among them lie so crooked on a straight line, in degrees. */
const MOST_OFF = 2;
/**
 * By length. Of the bench's crooked pages 0.62 and more of what stands beside each other lies at the page's
 * angle; of a map whose names lie at all angles 0.14.
 */
const LEAST_AGREEING = 0.4;

/** Whether the rows of letters on a page lie at an angle themselves, in degrees clockwise, and not the page's letters by chance. */
export function rowsAgree(marks: PageMarks, degrees: number): boolean {
  let [all, agreeing] = [0, 0];
  for (const row of letterRows(marks)) {
    if (row.length < 2) continue;
    const { angle, length } = layOf(row);
    all += length;
    if (Math.abs(angle - degrees) < MOST_OFF) agreeing += length;
  }
  return agreeing > LEAST_AGREEING * all;
}

/** The line that fits the feet of its letters best, in degrees clockwise, and how long the row is. */
function layOf(row: readonly InkComponent[]): { angle: number; length: number } {
  const meanX = row.reduce((sum, letter) => sum + middle(letter), 0) / row.length;
  const meanY = row.reduce((sum, { bottom }) => sum + bottom, 0) / row.length;
  let [spread, sinks] = [0, 0];
  let [left, right] = [Infinity, -Infinity];
  for (const letter of row) {
    const x = middle(letter) - meanX;
    spread += x * x;
    sinks += x * (letter.bottom - meanY);
    left = Math.min(left, letter.left);
    right = Math.max(right, letter.right);
  }
  return { angle: (Math.atan2(sinks, spread) * 180) / Math.PI, length: right - left };
}

function middle({ left, right }: InkComponent): number {
  return (left + right) / 2;
}
