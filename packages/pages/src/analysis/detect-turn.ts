import type { GrayRaster } from '../gray-raster.ts';
import { gatherLines } from './gather-lines.ts';
import { lineAxis } from './line-axis.ts';
import { seenOrientation } from './orientation-engine.ts';
import { type PageMarks, pageMarks } from './page-marks.ts';
import { setStraight } from './set-straight.ts';
import { textLines } from './text-lines.ts';
import { textStance } from './text-stance.ts';

export interface Turn {
  /** Degrees clockwise by which to turn the raster so that it stands upright. */
  readonly turn: 0 | 90 | 180 | 270;
  /** 0 to 1; 0.5 is the floor below which nothing is turned. */
  readonly confidence: number;
  /** Whether the page's lines run across once it is turned so. Where nobody knows, they may as well run up and down. */
  readonly isAcross: boolean;
}

/** The same page with so many pixels on its long edge. */
export type Closer = (edgePx: number) => Promise<GrayRaster>;

/** The letters alone are enough to leave a page as it is. */
const SURE_STANCE = 6;
/** 150 dpi of A4: the x of 7 pt type is 7 pixels high. */
const CLOSER_EDGE_PX = 1800;
/**
 * In standard errors. A script that neither the letters' network nor the detector knows well has -6 to 3 and
 * any answer of the detector's: Armenian and Tifinagh that stood upright was turned without this. So one of
 * the two looks at a page has to be sure of it, and the other, unless it sees nothing, has to say so too:
 * -5.8 and -5.2 of Armenian are too little, 4.8 and 13.5 of typewriting enough.
 */
const LEAST_STANCE = 4;
/** In standard errors: the letters have no more to say than this against the detector's confidence. */
const MOST_STANCE = 8;
/** Both together below this, nothing is turned. */
const FLOOR = 5;
/** A detector less confident than this does not outweigh letters as sure as that, nor does a look in doubt: typewriting. */
const WEAK_CONFIDENCE = 1;
const STRONG_STANCE = 12;

const UPRIGHT: Turn = { turn: 0, confidence: 1, isAcross: true };
const LEFT_ALONE: Turn = { turn: 0, confidence: 0, isAcross: false };

/**
 * Which way up a scan stands. Its letters' neighbours tell the axis of the lines, their shapes which end
 * is up. Where they do not say that it stands upright, it is looked at closer, and Tesseract's detector
 * is asked, which knows more scripts: nothing is turned unless both say so. Else 0, for most pages are
 * upright.
 */
export async function detectTurn(raster: GrayRaster, closer: Closer): Promise<Turn> {
  const axis = lineAxis(raster);
  if (axis === null) return LEFT_ALONE;
  if (axis === 'across' && textStance(pageMarks(raster)) >= SURE_STANCE) return UPRIGHT;
  const near = await closer(CLOSER_EDGE_PX);
  const isAcross = (lineAxis(near) ?? axis) === 'across';
  const looks = [standing(raster, isAcross), standing(near, isAcross)] as const;
  const { marks, stance } = better(...looks);
  if (isAcross && stance >= SURE_STANCE) return UPRIGHT;
  const leftAlone = { ...LEFT_ALONE, isAcross };
  // One that lies is not upright whatever is done: a word of its letters is enough.
  if (isAcross ? !isSure(looks) : Math.abs(stance) < LEAST_STANCE) return leftAlone;
  const seen = await seenOrientation(gatherLines(marks.map, textLines(marks)));
  if (seen === null || seen.turn % 180 !== 0) return leftAlone;
  const isUpright = stance > 0;
  const isAgreed = isUpright === (seen.turn === 0);
  const isOverruled = seen.confidence < WEAK_CONFIDENCE && Math.abs(stance) >= STRONG_STANCE;
  if (!isAgreed && !isOverruled) return leftAlone;
  const evidence = Math.min(MOST_STANCE, Math.abs(stance)) + (isAgreed ? seen.confidence : 0);
  const confidence = Math.min(1, evidence / (2 * FLOOR));
  if (confidence < 0.5) return leftAlone;
  if (isAcross) return { turn: isUpright ? 0 : 180, confidence, isAcross: true };
  return { turn: isUpright ? 90 : 270, confidence, isAcross: true };
}

/** Whether one look is sure which way up the letters stand, and the other agrees or sees none; of a very sure one, does not contradict. */
function isSure(looks: readonly Standing[]): boolean {
  const stances = looks
    .filter(({ marks }) => textLines(marks).length > 0)
    .map((look) => look.stance);
  const [first = 0] = stances;
  const sides = stances.map((stance) => stance * Math.sign(first));
  const surest = Math.max(0, ...sides);
  const least = surest >= STRONG_STANCE ? 0 : LEAST_STANCE;
  return surest >= SURE_STANCE && Math.min(...sides) >= least;
}

/** A page's marks with its lines running across, and what its letters then say. */
interface Standing {
  readonly marks: PageMarks;
  readonly stance: number;
}

function standing(raster: GrayRaster, isAcross: boolean): Standing {
  const lying = isAcross ? raster : setStraight(raster, { turn: 90, skew: 0, scale: 1 });
  const marks = pageMarks(lying);
  return { marks, stance: textStance(marks) };
}

/** The closer look, which Tesseract reads better, unless faint print was lost in its grain. */
function better(first: Standing, closer: Standing): Standing {
  const isClear = Math.abs(closer.stance) >= SURE_STANCE;
  return isClear || Math.abs(closer.stance) >= Math.abs(first.stance) ? closer : first;
}
