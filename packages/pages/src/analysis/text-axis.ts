import type { InkComponent } from './ink-components.ts';
import { isLetterSized } from './is-letter-sized.ts';

/** Neighbours further apart than this many units (9 mm of A4) belong to no common word or line. */
const FAR = 30;

export interface TextAxis {
  /** 1: every letter says that lines run across; -1: that they run up and down. */
  readonly across: number;
  /** How many letters or words had a say. */
  readonly voters: number;
}

/**
 * Letters of a word stand closer than lines do, so the nearer neighbour of a letter tells which way
 * its line runs. Words whose letters have run together are longer than high.
 */
export function textAxis(marks: readonly InkComponent[], unit: number): TextAxis {
  const letters = marks.filter((mark) => isLetterSized(mark, unit));
  const rightward = nearest(letters, FAR * unit, (mark) => mark);
  const downward = nearest(letters, FAR * unit, transposed);
  let across = 0;
  let voters = 0;
  for (const [at, { left, top, right, bottom }] of letters.entries()) {
    const slant = Math.log((right - left + 1) / (bottom - top + 1));
    const beside = rightward[at] ?? Infinity;
    const below = downward[at] ?? Infinity;
    if (Math.abs(slant) > 1) {
      across += Math.sign(slant) * 2;
      voters += 2;
    } else if (beside !== below) {
      across += beside < below ? 1 : -1;
      voters += 1;
    }
  }
  return { across: voters === 0 ? 0 : across / voters, voters };
}

type Box = Pick<InkComponent, 'left' | 'top' | 'right' | 'bottom'>;

function transposed({ left, top, right, bottom }: Box): Box {
  return { left: top, top: left, right: bottom, bottom: right };
}

/** For each letter the gap to the next one that it overlaps by half, looking to the right. */
function nearest(letters: readonly Box[], far: number, view: (box: Box) => Box): number[] {
  const seen = letters.map((letter, index) => ({ ...view(letter), index }));
  seen.sort((a, b) => a.left - b.left);
  const gaps = Array.from(letters, () => Infinity);
  for (const [at, letter] of seen.entries()) {
    for (let next = at + 1; next < seen.length; next++) {
      const other = seen[next];
      if (other === undefined || other.left - letter.right > far) break;
      const overlap = Math.min(letter.bottom, other.bottom) - Math.max(letter.top, other.top) + 1;
      const smaller = Math.min(letter.bottom - letter.top, other.bottom - other.top) + 1;
      if (overlap * 2 < smaller || other.left <= letter.left) continue;
      gaps[letter.index] = Math.max(0, other.left - letter.right);
      break;
    }
  }
  return gaps;
}
