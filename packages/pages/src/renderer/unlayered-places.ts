import type { PlaceOnPage } from '@quire/domain';
import type { PageFrame } from './page-frame.ts';
import type { PdfDocument } from './pdf-document.ts';
import { IMAGE } from './walk-objects.ts';

/** `FPDF_PAGEOBJ_…` of `fpdf_edit.h`. */
const PATH = 2;
const FORM = 5;
/** Letters drawn as outlines have so many strokes; rules, frames and round corners have fewer. */
const LETTER_SEGMENTS = 12;
/** A map may have a million paths: of what lies behind so many, all of the page is taken to be drawn. */
const MAX_OBJECTS = 20_000;
const MAX_DEPTH = 4;
/** Smaller than a letter: bullets, rules, dots. */
const LEAST_AREA = 60;
/** Paths are told apart no more closely than this, in points. */
const CELL_PT = 18;
/** Places beyond this many are told apart no more. */
const MAX_PLACES = 200;

type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** What is drawn on a page, in the coordinates in which its content is written. */
interface Drawn {
  readonly images: Corners[];
  readonly paths: Corners[];
  left: number;
}

type Corners = Parameters<PageFrame['place']>[0];

const UNMOVED: Matrix = [1, 0, 0, 1, 0, 0];

/**
 * Where words may be seen on a page that its text layer cannot know: its pictures, and letters that are
 * drawn as outlines. Reads the page's list of objects, and looks into none of them.
 * @param size of the page as seen, in points
 */
export function drawnPlaces(
  document: PdfDocument,
  page: number,
  frame: PageFrame,
  size: { readonly width: number; readonly height: number },
): PlaceOnPage[] {
  const { api } = document;
  const memory = api.pdfium.wasmExports.malloc(24);
  const drawn: Drawn = { images: [], paths: [], left: MAX_OBJECTS };
  try {
    const objects = api.FPDFPage_CountObjects(page);
    for (let at = 0; at < objects && drawn.left > 0; at += 1) {
      collect(document, api.FPDFPage_GetObject(page, at), UNMOVED, memory, drawn, 0);
    }
  } finally {
    api.pdfium.wasmExports.free(memory);
  }
  if (drawn.left <= 0) return [{ x: 0, y: 0, ...size }];
  const images = drawn.images.map((corners) => frame.place(corners)).filter(isLargeEnough);
  const paths = joined(drawn.paths.map((corners) => frame.place(corners)));
  const places = [...images, ...paths];
  return places.length > MAX_PLACES ? joined(places) : places;
}

function collect(
  document: PdfDocument,
  object: number,
  matrix: Matrix,
  memory: number,
  drawn: Drawn,
  depth: number,
): void {
  const { api } = document;
  drawn.left -= 1;
  const type = api.FPDFPageObj_GetType(object);
  if (type === FORM && depth < MAX_DEPTH) {
    const inner = times(readMatrix(document, object, memory), matrix);
    const objects = api.FPDFFormObj_CountObjects(object);
    for (let at = 0; at < objects && drawn.left > 0; at += 1) {
      collect(document, api.FPDFFormObj_GetObject(object, at), inner, memory, drawn, depth + 1);
    }
    return;
  }
  const isLetter = type === PATH && api.FPDFPath_CountSegments(object) >= LETTER_SEGMENTS;
  if (type !== IMAGE && !isLetter) return;
  const corners = readBounds(document, object, memory);
  if (corners !== null) (isLetter ? drawn.paths : drawn.images).push(moved(corners, matrix));
}

function readBounds({ api }: PdfDocument, object: number, memory: number): Corners | null {
  if (!api.FPDFPageObj_GetBounds(object, memory, memory + 4, memory + 8, memory + 12)) return null;
  const [left = 0, bottom = 0, right = 0, top = 0] = api.pdfium.HEAPF32.subarray(
    memory / 4,
    memory / 4 + 4,
  );
  return { left, bottom, right, top };
}

function readMatrix({ api }: PdfDocument, object: number, memory: number): Matrix {
  if (!api.FPDFPageObj_GetMatrix(object, memory)) return UNMOVED;
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = api.pdfium.HEAPF32.subarray(
    memory / 4,
    memory / 4 + 6,
  );
  return [a, b, c, d, e, f];
}

/** First the one, then the other (ISO 32000-1, 8.3.4). */
function times(one: Matrix, other: Matrix): Matrix {
  const [a, b, c, d, e, f] = one;
  const [A, B, C, D, E, F] = other;
  return [
    a * A + b * C,
    a * B + b * D,
    c * A + d * C,
    c * B + d * D,
    e * A + f * C + E,
    e * B + f * D + F,
  ];
}

function moved({ left, bottom, right, top }: Corners, [a, b, c, d, e, f]: Matrix): Corners {
  const xs = [left, right].flatMap((x) => [bottom, top].map((y) => a * x + c * y + e));
  const ys = [left, right].flatMap((x) => [bottom, top].map((y) => b * x + d * y + f));
  return {
    left: Math.min(...xs),
    right: Math.max(...xs),
    bottom: Math.min(...ys),
    top: Math.max(...ys),
  };
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
