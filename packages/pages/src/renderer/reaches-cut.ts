import type { Part } from '../choose-size.ts';
import type { Pixels } from './drawable.ts';

/** Shares of a page are equal when they differ by less than a pixel of any picture. */
const EQUAL = 1e-6;

/**
 * Whether anything is drawn across a line where a page's margins were cut off: what reaches out of the box that it
 * says it has. Paper is of one colour along the line.
 * @param pixels of the part, as the page comes
 * @param part of the page, and `trim` what is left of it without its margins: shares of the page as it comes
 */
export function reachesCut(pixels: Pixels, part: Part, trim: Part): boolean {
  const { width, height } = pixels;
  const [right, bottom] = [trim.left + trim.width, trim.top + trim.height];
  const isSame = (one: number, other: number): boolean => Math.abs(one - other) < EQUAL;
  const row = (y: number): boolean => isDrawnOn(pixels, y * width, 1, width);
  const column = (x: number): boolean => isDrawnOn(pixels, x, width, height);
  return (
    (trim.top > EQUAL && isSame(part.top, trim.top) && row(0)) ||
    (bottom < 1 - EQUAL && isSame(part.top + part.height, bottom) && row(height - 1)) ||
    (trim.left > EQUAL && isSame(part.left, trim.left) && column(0)) ||
    (right < 1 - EQUAL && isSame(part.left + part.width, right) && column(width - 1))
  );
}

/** Whether some pixels, of which each stands `step` behind the one before, are not all of one colour. */
function isDrawnOn(
  { data, channels }: Pixels,
  first: number,
  step: number,
  count: number,
): boolean {
  const from = first * channels;
  for (let at = 1; at < count; at += 1) {
    const other = from + at * step * channels;
    for (let channel = 0; channel < channels; channel += 1) {
      if (data[other + channel] !== data[from + channel]) return true;
    }
  }
  return false;
}
