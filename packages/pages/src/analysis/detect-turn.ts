import type { GrayRaster } from '../gray-raster.ts';
import { lettersOnly } from './letters-only.ts';
import { seenOrientation } from './orientation-engine.ts';
import { type PageMarks, pageMarks } from './page-marks.ts';
import { setStraight } from './set-straight.ts';
import { skewOf } from './skew-angle.ts';
import { textAxis } from './text-axis.ts';
import { textLines } from './text-lines.ts';
import { textStance } from './text-stance.ts';

export interface Turn {
  /** Degrees clockwise by which to turn the raster so that it stands upright. */
  readonly turn: 0 | 90 | 180 | 270;
  /** 0 to 1; 0.5 is the floor below which nothing is turned. */
  readonly confidence: number;
}

/** Fewer letters than a line of text has: a stamp, a page number. */
const LEAST_VOTERS = 16;
/** Text pages measured 0.31 or more along their lines. */
const LEAST_ACROSS = 0.2;
/** Sure without the detector: of 276 looks at pages of the set none was wrong by more than 2.3. */
const SURE_STANCE = 4;
/** Enlarged to 1500 the detector was right on 41 of 48 upright pages of the set, to 2000 on 44. */
const DETECTOR_EDGE = 2000;
/** One standard error of the lines against the detector's confidence. */
const STANCE_WEIGHT = 3;
/**
 * Together below this, nothing is turned. Of 135 looks at pages whose stance was not sure, both ways
 * up, the strongest wrong answer was 2.2: worn 8 pt typewriting, whose x is 4 pixels high.
 */
const FLOOR = 2.5;

/**
 * Which way up a scan stands. Its letters' neighbours tell the axis of the lines; which end is up, its
 * ascenders and, unless they are sure, Tesseract's detector. Not sure: 0, for most pages are upright.
 */
export async function detectTurn(raster: GrayRaster): Promise<Turn> {
  const marks = pageMarks(raster);
  const { across, voters } = textAxis(marks.content, marks.map.unit);
  if (voters < LEAST_VOTERS || Math.abs(across) < LEAST_ACROSS) return { turn: 0, confidence: 0 };
  if (across > 0) {
    const upright = await uprightness(marks);
    const confidence = sureness(upright);
    return { turn: upright <= -FLOOR ? 180 : 0, confidence };
  }
  const lying = setStraight(raster, { turn: 90, skew: 0, scale: 1 });
  const upright = await uprightness(pageMarks(lying));
  const confidence = sureness(upright);
  if (confidence < 0.5) return { turn: 0, confidence };
  return { turn: upright > 0 ? 90 : 270, confidence };
}

/** Positive where lines that run across stand on their feet, negative where upside down. */
async function uprightness(marks: PageMarks): Promise<number> {
  const skew = skewOf(marks);
  const stance = textStance(textLines(marks, skew));
  if (Math.abs(stance) >= SURE_STANCE) return stance * STANCE_WEIGHT;
  const scale = Math.max(1, DETECTOR_EDGE / (1000 * marks.map.unit));
  const seen = await seenOrientation(setStraight(lettersOnly(marks), { turn: 0, skew, scale }));
  const upright = seen === null ? 0 : seen.turn === 0 ? 1 : seen.turn === 180 ? -1 : 0;
  return stance * STANCE_WEIGHT + upright * (seen?.confidence ?? 0);
}

function sureness(upright: number): number {
  return Math.min(1, Math.abs(upright) / (2 * FLOOR));
}
