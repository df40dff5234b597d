import { WINDOW_COLUMNS, WINDOW_ROWS } from './letter-windows.ts';
import { LETTER_WEIGHTS } from './letter-weights.ts';

export const INPUTS = WINDOW_ROWS * WINDOW_COLUMNS;
/** Units between a window's pixels and the answer. */
export const HIDDEN = 24;
/** What one step of a weight's byte is worth. */
export const WEIGHT_STEP = 1 / 48;

/** Less ink than this is grain. Most of a window is paper, and need not be multiplied. */
export const LEAST_INK = 0.05;

let weights: Float32Array | undefined;
/** Where a window has ink, and how much. */
const places = new Uint16Array(INPUTS);
const inks = new Float32Array(INPUTS);

/**
 * How much more a window of letters looks upright than upside down, as a logarithm of odds: a network of
 * one hidden layer looks at it both ways, so the same window turned round has the same number with the
 * other sign. It was taught Latin, Greek and Cyrillic print (scripts/train-letter-stance.ts).
 */
export function letterStance(window: Float32Array): number {
  weights ??= Float32Array.from(
    new Int8Array(Buffer.from(LETTER_WEIGHTS, 'base64')),
    (step) => step * WEIGHT_STEP,
  );
  let inked = 0;
  for (let at = 0; at < INPUTS; at++) {
    const ink = window[at] ?? 0;
    if (ink < LEAST_INK) continue;
    places[inked] = at;
    inks[inked] = ink;
    inked += 1;
  }
  let stance = 0;
  for (let unit = 0; unit < HIDDEN; unit++) {
    const first = unit * (INPUTS + 2);
    const last = first + INPUTS - 1;
    let upright = weights[last + 1] ?? 0;
    let turned = upright;
    for (let at = 0; at < inked; at++) {
      const place = places[at] ?? 0;
      const ink = inks[at] ?? 0;
      upright += (weights[first + place] ?? 0) * ink;
      turned += (weights[last - place] ?? 0) * ink;
    }
    const voice = weights[last + 2] ?? 0;
    stance += voice * ((upright > 0 ? upright : 0) - (turned > 0 ? turned : 0));
  }
  return stance;
}
