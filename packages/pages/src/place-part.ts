import type { Part } from './choose-size.ts';

/** Degrees clockwise by which a page is turned to stand upright. */
export type Turn = 0 | 90 | 180 | 270;

/**
 * Finds where a part of the upright, trimmed page lies on the page as it comes.
 * @param part shares of what is left of the page once it is trimmed and stands upright
 * @param turn by which the page is turned to stand upright
 * @param trim what is left of the page once it is trimmed, as shares of the page as it comes
 */
export function placePart(part: Part, turn: Turn, trim: Part): Part {
  const inTrim = unturned(part, turn);
  return {
    left: trim.left + inTrim.left * trim.width,
    top: trim.top + inTrim.top * trim.height,
    width: inTrim.width * trim.width,
    height: inTrim.height * trim.height,
  };
}

function unturned({ left, top, width, height }: Part, turn: Turn): Part {
  const right = 1 - left - width;
  const bottom = 1 - top - height;
  switch (turn) {
    case 0:
      return { left, top, width, height };
    case 90:
      // What was the left side stands on top.
      return { left: top, top: right, width: height, height: width };
    case 180:
      return { left: right, top: bottom, width, height };
    case 270:
      return { left: bottom, top: left, width: height, height: width };
  }
}
