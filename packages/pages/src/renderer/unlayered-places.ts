import type { PlaceOnPage } from '@quire/domain';
import type { PageFrame } from './page-frame.ts';
import type { PdfDocument } from './pdf-document.ts';
import { IMAGE, PATH, walkIntoForms } from './walk-objects.ts';
import { wasmCalls } from './wasm-calls.ts';

/** Letters drawn as outlines have so many strokes; rules, frames and round corners have fewer. */
const LETTER_SEGMENTS = 12;
/** Smaller than a letter: bullets, rules, dots. */
const LEAST_AREA = 60;
/** Paths are told apart no more closely than this, in points. */
const CELL_PT = 18;
/** Places beyond this many are told apart no more. */
const MAX_PLACES = 200;

/**
 * Where words may be seen on a page that its text layer cannot know: its pictures, and letters that are
 * drawn as outlines. Reads the page's list of objects, and looks into none of them.
 * @param size of the page as seen, in points
 * @returns all of the page where it has more objects than are gone through
 */
export function drawnPlaces(
  { api }: PdfDocument,
  page: number,
  frame: PageFrame,
  size: { readonly width: number; readonly height: number },
): PlaceOnPage[] {
  const images: PlaceOnPage[] = [];
  const letters: PlaceOnPage[] = [];
  const calls = wasmCalls(api);
  const isAllSeen = walkIntoForms(api, page, (object, type, readBox) => {
    const isLetter = type === PATH && calls.countSegments(object) >= LETTER_SEGMENTS;
    const box = isLetter || type === IMAGE ? readBox() : null;
    if (box !== null) (isLetter ? letters : images).push(frame.place(box));
    return true;
  });
  if (!isAllSeen) return [{ x: 0, y: 0, ...size }];
  const places = [...images.filter(isLargeEnough), ...joined(letters)];
  return places.length > MAX_PLACES ? joined(places) : places;
}

function isLargeEnough({ width, height }: PlaceOnPage): boolean {
  return width * height >= LEAST_AREA;
}

/** Many small places as a few: what lies in neighbouring cells of a row is one. */
function joined(places: readonly PlaceOnPage[]): PlaceOnPage[] {
  const rows = new Map<number, Set<number>>();
  for (const { x, y, width, height } of places) {
    for (let row = cell(y); row <= cell(y + height); row += 1) {
      const cells = rows.get(row) ?? new Set();
      for (let at = cell(x); at <= cell(x + width); at += 1) cells.add(at);
      rows.set(row, cells);
    }
  }
  return [...rows].flatMap(([row, cells]) =>
    runs([...cells].toSorted((a, b) => a - b)).map(([from, to]) => ({
      x: from * CELL_PT,
      y: row * CELL_PT,
      width: (to - from + 1) * CELL_PT,
      height: CELL_PT,
    })),
  );
}

function cell(lengthPt: number): number {
  // A box may be a million points wide, and no page is.
  return Math.floor(Math.min(Math.max(lengthPt, -500), 15_000) / CELL_PT);
}

function runs(sorted: readonly number[]): [from: number, to: number][] {
  const found: [number, number][] = [];
  for (const at of sorted) {
    const last = found.at(-1);
    if (last !== undefined && at === last[1] + 1) last[1] = at;
    else found.push([at, at]);
  }
  return found;
}
