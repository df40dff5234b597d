import type { InkComponent } from './ink-components.ts';
import { isLetterSized } from './is-letter-sized.ts';
import { onceFor } from './once-for.ts';
import type { PageMarks } from './page-marks.ts';

/** A gap between words is below this share of the line's height, letters and words alike. */
const WORD_GAP = 2.2;

/** Groups letters that stand beside each other, each overlapping the one before it by half, from the left. */
export const letterRows: (marks: PageMarks) => readonly (readonly InkComponent[])[] =
  onceFor(groupedLetters);

function groupedLetters({ map, content }: PageMarks): InkComponent[][] {
  const letters = content.filter((mark) => isLetterSized(mark, map.unit));
  const sorted = letters.toSorted((a, b) => a.left - b.left);
  const lines: { members: InkComponent[]; last: InkComponent; tall: number }[] = [];
  let open: typeof lines = [];
  for (const letter of sorted) {
    const high = letter.bottom - letter.top + 1;
    // Sorted from the left: a line left behind by its widest gap is never met again.
    open = open.filter(({ last, tall }) => letter.left - last.right <= WORD_GAP * tall);
    let best: (typeof lines)[number] | undefined;
    let most = 0;
    for (const line of open) {
      const { last, tall } = line;
      const overlap = Math.min(last.bottom, letter.bottom) - Math.max(last.top, letter.top) + 1;
      const smaller = Math.min(last.bottom - last.top + 1, high);
      if (overlap * 2 < smaller || high > 2.5 * tall || tall > 3.5 * high) continue;
      if (overlap > most) [best, most] = [line, overlap];
    }
    if (best === undefined) {
      const line = { members: [letter], last: letter, tall: high };
      lines.push(line);
      open.push(line);
    } else {
      best.members.push(letter);
      if (letter.right > best.last.right) best.last = letter;
      best.tall = Math.max(best.tall, high);
    }
  }
  return lines.map(({ members }) => members);
}
