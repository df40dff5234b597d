import type { PictureSize } from '@quire/domain';
import type { Part } from '../choose-size.ts';
import type { PageFrame } from './page-frame.ts';
import type { PdfDocument } from './pdf-document.ts';
import { IMAGE, walkIntoForms } from './walk-objects.ts';

/** A logo or a line of a table is smaller than this share of its page, and a screenshot is not. */
const LEAST_SHARE = 0.02;

/**
 * What of a loaded page its pictures lie on, all in one: there may be print in them, of which no text layer
 * says how large it is.
 * @param size of the page as seen, in points
 * @returns null where they are none, or small
 */
export function picturedPart(
  { api }: PdfDocument,
  page: number,
  frame: PageFrame,
  size: PictureSize,
): Part | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  const isAllSeen = walkIntoForms(api, page, (_object, type, readBox) => {
    const box = type === IMAGE ? readBox() : null;
    if (box === null) return true;
    const place = frame.place(box);
    const [fromLeft, fromTop] = [Math.max(0, place.x), Math.max(0, place.y)];
    const width = Math.min(size.width, place.x + place.width) - fromLeft;
    const height = Math.min(size.height, place.y + place.height) - fromTop;
    const isSeen = width > 0 && height > 0;
    if (!isSeen || width * height <= LEAST_SHARE * size.width * size.height) return true;
    left = Math.min(left, fromLeft);
    top = Math.min(top, fromTop);
    right = Math.max(right, fromLeft + width);
    bottom = Math.max(bottom, fromTop + height);
    return true;
  });
  // One with so many objects is no page of pictures.
  if (!isAllSeen || !(left < right)) return null;
  return {
    left: left / size.width,
    top: top / size.height,
    width: (right - left) / size.width,
    height: (bottom - top) / size.height,
  };
}
