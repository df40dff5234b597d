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
  /** A point as seen, measured from the top left corner. */
  const seen = (x: number, y: number): readonly [number, number] => {
    if (rotation === 90) return [y - box.bottom, x - box.left];
    if (rotation === 180) return [box.right - x, y - box.bottom];
    if (rotation === 270) return [box.top - y, box.right - x];
    return [x - box.left, box.top - y];
  };
  return {
    rotation,
    scale,
    place({ left, bottom, right, top }) {
      const [x1, y1] = seen(left, bottom);
      const [x2, y2] = seen(right, top);
      return {
        x: Math.min(x1, x2) * scale,
        y: Math.min(y1, y2) * scale,
        width: Math.abs(x2 - x1) * scale,
        height: Math.abs(y2 - y1) * scale,
      };
    },
  };
}
