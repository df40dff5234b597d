import type { PictureSize } from '@quire/domain';
import type { PageFrame } from './page-frame.ts';
import type { PdfDocument } from './pdf-document.ts';
import { PATH, walkIntoForms } from './walk-objects.ts';
import { wasmCalls } from './wasm-calls.ts';

/** As many as two lines of print have; a drawing whose letters are strokes has more of them. */
const LEAST_LETTERS = 60;
/** Points of an outline with a hole in it: what has as many may be a letter, or a word, a line, all of them. */
const OUTLINE_POINTS = 24;
/** Of such a path so many may be a letter: strokes have 5, outlines 12 to 40. */
const LETTER_POINTS = 12;
/** So many shapes ten digits have at least; the dots of a chart have one or two. */
const LEAST_SHAPES = 6;
/** In points: boxes are of one shape that differ by less. */
const SHAPE_GRAIN_PT = 0.05;
/** Of a page's long side: a letter of 40 pt on A4 that is a few strokes, and no bar of a chart or frame of a table. */
const MOST_SHARE = 0.05;
/** In points, as seen. A rule is thinner, and so is the edge of a cell. */
const LEAST_PT = 1;

/**
 * Whether a loaded page has so many small drawings that some of them may be letters: a leaflet whose type was made
 * outlines, a plan whose lettering is strokes. No text layer knows how large they are.
 * @param size of the page as seen, in points
 * @returns true too where the page has more objects than are gone through
 */
export function hasOutlinedLetters(
  { api }: PdfDocument,
  page: number,
  frame: PageFrame,
  size: PictureSize,
): boolean {
  const calls = wasmCalls(api);
  const most = MOST_SHARE * Math.max(size.width, size.height);
  const shapes = new Set<string>();
  let [inLong, small] = [0, 0];
  const isAllSeen = walkIntoForms(api, page, (object, type, readBox) => {
    if (type !== PATH) return true;
    const points = calls.countSegments(object);
    if (points >= OUTLINE_POINTS) {
      inLong += Math.floor(points / LETTER_POINTS);
      return inLong < LEAST_LETTERS;
    }
    const box = readBox();
    if (box === null) return true;
    const { width, height } = frame.place(box);
    if (Math.min(width, height) < LEAST_PT || Math.max(width, height) > most) return true;
    small += 1;
    if (shapes.size < LEAST_SHAPES) shapes.add(`${inGrains(width)} ${inGrains(height)}`);
    return small < LEAST_LETTERS || shapes.size < LEAST_SHAPES;
  });
  return !isAllSeen;
}

function inGrains(lengthPt: number): number {
  return Math.round(lengthPt / SHAPE_GRAIN_PT);
}
