import type { PictureSize } from '@quire/domain';
import type { Part } from '../choose-size.ts';
import type { PageFrame } from './page-frame.ts';
import type { PdfDocument } from './pdf-document.ts';
import { IMAGE, walkIntoForms } from './walk-objects.ts';

/** A logo or a line of a table is smaller than this share of its page, and a screenshot is not. */
const LEAST_SHARE = 0.02;
/** What is smaller counts where it is so much of the page together: a scan that was filed in strips, or in tiles. */
const LEAST_SHARE_IN_PIECES = 0.2;

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
  const leastArea = LEAST_SHARE * size.width * size.height;
  const [large, pieces] = [newBounds(), newBounds()];
  const isAllSeen = walkIntoForms(api, page, (_object, type, readBox) => {
    const box = type === IMAGE ? readBox() : null;
    if (box === null) return true;
    const place = frame.place(box);
    const [left, top] = [Math.max(0, place.x), Math.max(0, place.y)];
    const right = Math.min(size.width, place.x + place.width);
    const bottom = Math.min(size.height, place.y + place.height);
    const area = (right - left) * (bottom - top);
    if (right <= left || bottom <= top) return true;
    const bounds = area > leastArea ? large : pieces;
    bounds.area += area;
    bounds.left = Math.min(bounds.left, left);
    bounds.top = Math.min(bounds.top, top);
    bounds.right = Math.max(bounds.right, right);
    bounds.bottom = Math.max(bounds.bottom, bottom);
    return true;
  });
  const isInPieces = pieces.area > LEAST_SHARE_IN_PIECES * size.width * size.height;
  const seen = isInPieces ? [large, pieces] : [large];
  const left = Math.min(...seen.map((bounds) => bounds.left));
  const top = Math.min(...seen.map((bounds) => bounds.top));
  const right = Math.max(...seen.map((bounds) => bounds.right));
  const bottom = Math.max(...seen.map((bounds) => bounds.bottom));
  // One with so many objects is no page of pictures.
  if (!isAllSeen || !(left < right)) return null;
  return {
    left: left / size.width,
    top: top / size.height,
    width: (right - left) / size.width,
    height: (bottom - top) / size.height,
  };
}

/** Around some pictures, and how much of the page they are together. */
interface Bounds {
  left: number;
  top: number;
  right: number;
  bottom: number;
  area: number;
}

function newBounds(): Bounds {
  return { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity, area: 0 };
}
