import type { PictureSize } from '@quire/domain';
import type { Part } from '../choose-size.ts';
import type { PageFrame } from './page-frame.ts';
import type { PdfDocument } from './pdf-document.ts';
import { TEXT, walkObjects } from './walk-objects.ts';
import { wasmCalls } from './wasm-calls.ts';

/** Text that is filled, or neither filled nor stroked (`fpdf_edit.h`). */
const UNSTROKED: ReadonlySet<number> = new Set([0, 3]);
/** `FPDF_ANNOT_LINK` and `FPDF_ANNOT_WIDGET` of `fpdf_annot.h`. */
const WITHIN_RECTANGLE: ReadonlySet<number> = new Set([2, 20]);
/** A map may have as many notes, and fills its page. */
const MAX_ANNOTATIONS = 20_000;
/**
 * Left around what is drawn, as a share of the page's long edge: 6 mm of A4, as around what was found by
 * looking. Within it lies what reaches out of its box, as letters do in fonts that lie about their size;
 * what reaches further (letters that are drawings and say they are smaller, corners without a limit to
 * their miter) and is cut through there keeps the margins (`reaches-cut.ts`); what lies wholly beyond is lost.
 */
const MARGIN = 0.02;

/**
 * What of a loaded page anything is drawn on, with a margin, by its lists of objects and annotations;
 * null where these do not say: notes and marks reach out of their rectangles, strokes of letters out of
 * their boxes, and of what lies beside the page nothing is seen.
 * @param size of the page as seen, in points
 */
export function drawnExtent(
  { api }: PdfDocument,
  page: number,
  frame: PageFrame,
  size: PictureSize,
): Part | null {
  const calls = wasmCalls(api);
  const annotations = calls.countAnnotations(page);
  if (annotations > MAX_ANNOTATIONS) return null;
  const drawn = { left: Infinity, bottom: Infinity, right: -Infinity, top: -Infinity };
  const add = (left: number, bottom: number, right: number, top: number): void => {
    if (left < drawn.left) drawn.left = left;
    if (bottom < drawn.bottom) drawn.bottom = bottom;
    if (right > drawn.right) drawn.right = right;
    if (top > drawn.top) drawn.top = top;
  };
  const isAllSaid = walkObjects(api, page, (object, type, readBox) => {
    const isStroked = type === TEXT && !UNSTROKED.has(calls.renderMode(object));
    const box = isStroked ? null : readBox();
    if (box !== null) add(box.left, box.bottom, box.right, box.top);
    return box !== null;
  });
  if (!isAllSaid) return null;
  const memory = api.pdfium.wasmExports.malloc(16);
  const from = memory >>> 2;
  /** Taken anew each time, for memory that grew has moved. */
  const said = (at: number): number => api.pdfium.HEAPF32[from + at] ?? 0;
  try {
    for (let at = 0; at < annotations; at += 1) {
      const annotation = calls.annotationAt(page, at);
      const isWithin = WITHIN_RECTANGLE.has(calls.annotationType(annotation));
      const isSaid = isWithin && calls.rectangle(annotation, memory) === 1;
      calls.closeAnnotation(annotation);
      if (!isSaid) return null;
      // FS_RECTF of `fpdfview.h`: left, top, right, bottom; some files write them the other way about.
      add(
        Math.min(said(0), said(2)),
        Math.min(said(1), said(3)),
        Math.max(said(0), said(2)),
        Math.max(said(1), said(3)),
      );
    }
  } finally {
    api.pdfium.wasmExports.free(memory);
  }
  if (!(drawn.left < drawn.right && drawn.bottom < drawn.top)) return null;
  const seen = frame.place(drawn);
  const isAcross = seen.x < size.width && seen.x + seen.width > 0;
  const isDown = seen.y < size.height && seen.y + seen.height > 0;
  return isAcross && isDown ? asPart(seen, size) : null;
}

function asPart({ x, y, width, height }: ReturnType<PageFrame['place']>, page: PictureSize): Part {
  const margin = MARGIN * Math.max(page.width, page.height);
  const left = Math.max(0, x - margin);
  const top = Math.max(0, y - margin);
  const right = Math.min(page.width, x + width + margin);
  const bottom = Math.min(page.height, y + height + margin);
  return {
    left: left / page.width,
    top: top / page.height,
    width: (right - left) / page.width,
    height: (bottom - top) / page.height,
  };
}
