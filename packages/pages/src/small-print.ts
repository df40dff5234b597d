import { LEAST_PRINTED_EM } from './read-layer.ts';
import type { LayerWord } from './text-layer.ts';

/** A register's number and its court, or a bank's: a footnote's mark or a point of an axis has fewer. */
const LEAST_SIGNS = 20;
/** Words that are larger than others by more than this are of another line, even beside them. */
const MOST_TIMES_LARGER = 1.25;
/** In ems: words of one line lie no further apart, and their middles no higher or lower. */
const GAP_EMS = 3;
const RISE_EMS = 0.5;

/** Words of one size on one line, in the order in which the document says them. */
interface Line {
  readonly angle: number;
  /** Of the smallest and the largest of its words. */
  least: number;
  most: number;
  signs: number;
  /** Where its last word begins and ends along the line, and the word's middle across it. */
  start: number;
  end: number;
  middle: number;
}

/**
 * The em of the smallest line of print, however little of the page it is: numbers of a company and of its bank at the
 * foot of an invoice are 80 signs of 3,500, and what the invoice is read for.
 * @returns null where no line has twenty signs; type below 3 pt is nobody's
 */
export function smallPrint(words: readonly LayerWord[]): number | null {
  let smallest = Infinity;
  let line: Line | undefined;
  for (const word of words) {
    if (word.fontSize < LEAST_PRINTED_EM) continue;
    line = extended(line, word);
    if (line.signs >= LEAST_SIGNS && line.most < smallest) smallest = line.most;
  }
  return smallest === Infinity ? null : smallest;
}

/** The line with one more word, or another that begins with the word. */
function extended(line: Line | undefined, { text, fontSize, angle, ...box }: LayerWord): Line {
  const radians = (angle * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const half = (Math.abs(box.width * cos) + Math.abs(box.height * sin)) / 2;
  const [along, middle] = [x * cos + y * sin, y * cos - x * sin];
  const signs = text.length;
  if (line !== undefined && line.angle === angle) {
    const [least, most] = [Math.min(line.least, fontSize), Math.max(line.most, fontSize)];
    // The next word lies on the other side where a script is written from the right.
    const gap = Math.max(along - half - line.end, line.start - along - half);
    const isOfLine =
      most <= least * MOST_TIMES_LARGER &&
      Math.abs(gap) <= GAP_EMS * least &&
      Math.abs(middle - line.middle) <= RISE_EMS * most;
    if (isOfLine) {
      line.least = least;
      line.most = most;
      line.signs += signs;
      line.start = along - half;
      line.end = along + half;
      line.middle = middle;
      return line;
    }
  }
  const [start, end] = [along - half, along + half];
  return { angle, least: fontSize, most: fontSize, signs, start, end, middle };
}
