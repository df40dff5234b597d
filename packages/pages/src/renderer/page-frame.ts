import type { PdfDocument } from './pdf-document.ts';

/** A rectangle in the page's own points with its turn applied, from the top left. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Two opposite corners, in the coordinates in which a page's content is written. */
interface Corners {
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly top: number;
}

/** From what is written on a page to what is seen of it. */
export interface PageFrame {
  /** Degrees clockwise by which the page turns itself (`/Rotate`). */
  readonly rotation: number;
  /** Points seen for one unit written (`/UserUnit`). */
  readonly scale: number;
  place(corners: Corners): Box;
}

/** Reads how a loaded page stands. @param width of the page as seen, in points */
export function pageFrame({ api }: PdfDocument, page: number, width: number): PageFrame {
  const { pdfium } = api;
  const rect = pdfium.wasmExports.malloc(16);
  api.FPDF_GetPageBoundingBox(page, rect);
  // FS_RECTF of `fpdfview.h`: left, top, right, bottom.
  const [left = 0, top = 0, right = 0, bottom = 0] = pdfium.HEAPF32.subarray(
    rect / 4,
    rect / 4 + 4,
  );
  pdfium.wasmExports.free(rect);
  const quarterTurns = api.FPDFPage_GetRotation(page);
  const isOnItsSide = quarterTurns % 2 === 1;
  const across = isOnItsSide ? top - bottom : right - left;
  return frame({ left, top, right, bottom }, quarterTurns * 90, across > 0 ? width / across : 1);
}

/** The arithmetic of a frame. @param box what of the page is seen, as it is written */
function frame(box: Corners, rotation: number, scale: number): PageFrame {
  const place = placing(box, rotation);
  return {
    rotation,
    scale,
    place(corners) {
      const { x, y, width, height } = place(corners);
      return { x: x * scale, y: y * scale, width: width * scale, height: height * scale };
    },
  };
}

/** Where corners as written lie as seen. One function a turn: it is asked of every sign of a page. */
function placing(box: Corners, rotation: number): (corners: Corners) => Box {
  switch (rotation) {
    case 90:
      return ({ left, bottom, right, top }) =>
        boxOf(bottom - box.bottom, left - box.left, top - box.bottom, right - box.left);
    case 180:
      return ({ left, bottom, right, top }) =>
        boxOf(box.right - left, bottom - box.bottom, box.right - right, top - box.bottom);
    case 270:
      return ({ left, bottom, right, top }) =>
        boxOf(box.top - bottom, box.right - left, box.top - top, box.right - right);
    default:
      return ({ left, bottom, right, top }) =>
        boxOf(left - box.left, box.top - bottom, right - box.left, box.top - top);
  }
}

function boxOf(x1: number, y1: number, x2: number, y2: number): Box {
  return {
    x: Math.min(x1, x2),
    y: Math.min(y1, y2),
    width: Math.abs(x2 - x1),
    height: Math.abs(y2 - y1),
  };
}
