import type { GrayRaster } from '../gray-raster.ts';
import { pageMarks } from './page-marks.ts';
import { textLines } from './text-lines.ts';

export interface TextHeight {
  /** From mean line to base line, in the raster's pixels: an x, or a capital in lines of capitals. */
  readonly heightPx: number;
  /** 0 to 1: how much text spoke for it. */
  readonly confidence: number;
}

/** Of the letters this share may be smaller: a superscript and dirt must not make a page larger. */
const SMALLEST_SHARE = 0.1;
/** A page of text has more letters than this; fewer are a label in a drawing. */
const SURE_LETTERS = 200;
const LEAST_LETTERS = 8;

/** How high the smallest text that matters stands on an upright page; null where there is no text. */
export function textHeight(raster: GrayRaster): TextHeight | null {
  const lines = textLines(pageMarks(raster)).toSorted((a, b) => a.height - b.height);
  const letters = lines.reduce((sum, line) => sum + line.letters, 0);
  if (letters < LEAST_LETTERS) return null;
  let left = letters * SMALLEST_SHARE;
  for (const line of lines) {
    left -= line.letters;
    if (left <= 0)
      return { heightPx: line.height, confidence: Math.min(1, letters / SURE_LETTERS) };
  }
  return null;
}
