import type { GrayRaster } from '../gray-raster.ts';
import { gatherLines } from './gather-lines.ts';
import { seenOrientation } from './orientation-engine.ts';
import { type PageMarks, pageMarks } from './page-marks.ts';
import { setStraight } from './set-straight.ts';
import { textAxis } from './text-axis.ts';
import { textLines } from './text-lines.ts';
import { textStance } from './text-stance.ts';

export interface Turn {
  /** Degrees clockwise by which to turn the raster so that it stands upright. */
  readonly turn: 0 | 90 | 180 | 270;
  /** 0 to 1; 0.5 is the floor below which nothing is turned. */
  readonly confidence: number;
}

/** The same page with so many pixels on its long edge. */
export type Closer = (edgePx: number) => Promise<GrayRaster>;

/** Fewer letters than a line of text has: a stamp, a page number. */
const LEAST_VOTERS = 16;
/** Text pages measured 0.31 or more along their lines. */
const LEAST_ACROSS = 0.2;
/** The letters alone are enough to leave a page as it is. */
const SURE_STANCE = 6;
/** 150 dpi of A4: the x of 7 pt type is 7 pixels high. */
const CLOSER_EDGE_PX = 1800;
/** In standard errors: the letters have no more to say than this against the detector's confidence. */
const MOST_STANCE = 8;
/** Both together below this, nothing is turned. */
const FLOOR = 5;
/** Contradicted with less confidence than this, letters as sure as that are believed: 7 pt typewriting. */
const WEAK_CONFIDENCE = 1;
const STRONG_STANCE = 12;

const UPRIGHT: Turn = { turn: 0, confidence: 1 };
const LEFT_ALONE: Turn = { turn: 0, confidence: 0 };

/**
 * Which way up a scan stands. Its letters' neighbours tell the axis of the lines, their shapes which end
 * is up. Where they do not say that it stands upright, it is looked at closer, and Tesseract's detector
 * is asked, which knows more scripts: nothing is turned unless both agree. Else 0, for most pages are
 * upright.
 */
export async function detectTurn(raster: GrayRaster, closer: Closer): Promise<Turn> {
  const axis = axisOf(raster);
  if (axis === null) return LEFT_ALONE;
  if (axis === 'across' && textStance(pageMarks(raster)) >= SURE_STANCE) return UPRIGHT;
  const near = await closer(CLOSER_EDGE_PX);
  const isAcross = (axisOf(near) ?? axis) === 'across';
  // Small print is lost in the first look, and faint print in the grain of the closer one.
  const [one, other] = [standing(raster, isAcross), standing(near, isAcross)];
  const { marks, stance } = Math.abs(one.stance) > Math.abs(other.stance) ? one : other;
  if (isAcross && stance >= SURE_STANCE) return UPRIGHT;
  const seen = await seenOrientation(gatherLines(marks.map, textLines(marks)));
  if (seen === null || seen.turn % 180 !== 0) return LEFT_ALONE;
  const detected = seen.turn === 0 ? seen.confidence : -seen.confidence;
  const upright = detected + Math.max(-MOST_STANCE, Math.min(MOST_STANCE, stance));
  const confidence = Math.min(1, Math.abs(upright) / (2 * FLOOR));
  const isAgreed =
    upright > 0 === (seen.turn === 0) ||
    (seen.confidence < WEAK_CONFIDENCE && Math.abs(stance) >= STRONG_STANCE);
  if (confidence < 0.5 || !isAgreed) return LEFT_ALONE;
  if (isAcross) return { turn: upright > 0 ? 0 : 180, confidence };
  return { turn: upright > 0 ? 90 : 270, confidence };
}

/** A page's marks with its lines running across, and what its letters then say. */
function standing(
  raster: GrayRaster,
  isAcross: boolean,
): { readonly marks: PageMarks; readonly stance: number } {
  const lying = isAcross ? raster : setStraight(raster, { turn: 90, skew: 0, scale: 1 });
  const marks = pageMarks(lying);
  return { marks, stance: textStance(marks) };
}

function axisOf(raster: GrayRaster): 'across' | 'down' | null {
  const { map, content } = pageMarks(raster);
  const { across, voters } = textAxis(content, map.unit);
  if (voters < LEAST_VOTERS || Math.abs(across) < LEAST_ACROSS) return null;
  return across > 0 ? 'across' : 'down';
}
