import {
  HIDDEN,
  INPUTS,
  LEAST_INK,
  WEIGHT_STEP,
} from '../../packages/pages/src/analysis/letter-stance.ts';

const ROUNDS = 9;
const RATE = 0.002;
/** Windows for one step. */
const BATCH = 32;
/** Shrinks weights that nothing asks for. */
const DECAY = 1e-5;
/** Windows that only judge what was learnt. */
const HELD_OUT = 0.05;
const UNIT = INPUTS + 2;

/** A window's pixels with ink: most of it is paper. */
interface Inked {
  readonly places: Uint16Array;
  readonly inks: Float32Array;
}

/**
 * Logistic regression through one hidden layer on the difference between a window and itself turned
 * round, so that whatever it says of one it says the contrary of the other; by Adam.
 * @param windows all upright
 * @returns weights in steps of `WEIGHT_STEP`: for each hidden unit its inputs, its bias, its voice
 */
export function learn(windows: readonly Float32Array[], random: () => number): Int8Array {
  const most = 126 * WEIGHT_STEP;
  const size = HIDDEN * UNIT;
  const weights = Float32Array.from({ length: size }, () => (random() - 0.5) * 0.1);
  const [first, second] = [new Float32Array(size), new Float32Array(size)];
  const slopes = new Float32Array(size);
  const shuffled = windows.map((window) => ({ inked: inkedOf(window), key: random() }));
  shuffled.sort((a, b) => a.key - b.key);
  const judged = Math.floor(windows.length * HELD_OUT);
  let step = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const rate = RATE * (1 - round / ROUNDS);
    let right = 0;
    for (const [at, { inked }] of shuffled.entries()) {
      const score = pass(weights, inked, 1) + pass(weights, inked, -1);
      if (at < judged) {
        right += score > 0 ? 1 : 0;
        continue;
      }
      const push = -1 / (1 + Math.exp(score)) / BATCH;
      gather(slopes, weights, inked, 1, push);
      gather(slopes, weights, inked, -1, push);
      if (at % BATCH > 0) continue;
      step += 1;
      const [warm, hot] = [1 - 0.9 ** step, 1 - 0.999 ** step];
      for (let k = 0; k < size; k++) {
        const slope = (slopes[k] ?? 0) + DECAY * (weights[k] ?? 0);
        slopes[k] = 0;
        const one = (first[k] ?? 0) * 0.9 + slope * 0.1;
        const two = (second[k] ?? 0) * 0.999 + slope * slope * 0.001;
        first[k] = one;
        second[k] = two;
        const moved = (weights[k] ?? 0) - (rate * one) / warm / (Math.sqrt(two / hot) + 1e-8);
        weights[k] = Math.max(-most, Math.min(most, moved));
      }
    }
    console.log(`round ${round + 1}: ${((100 * right) / judged).toFixed(1)} % right`);
  }
  return Int8Array.from(weights, (weight) => Math.round(weight / WEIGHT_STEP));
}

function inkedOf(window: Float32Array): Inked {
  const places = Uint16Array.from(window.keys()).filter((at) => (window[at] ?? 0) >= LEAST_INK);
  return { places, inks: window.filter((ink) => ink >= LEAST_INK) };
}

/** Each unit's answer to the last window, as it stands and turned round. */
const active = [new Float32Array(HIDDEN), new Float32Array(HIDDEN)] as const;

function pass(weights: Float32Array, { places, inks }: Inked, way: 1 | -1): number {
  const units = active[way === 1 ? 0 : 1];
  const start = way === 1 ? 0 : INPUTS - 1;
  let sum = 0;
  for (let unit = 0; unit < HIDDEN; unit++) {
    const from = unit * UNIT;
    let value = weights[from + INPUTS] ?? 0;
    for (let at = 0; at < places.length; at++)
      value += (weights[from + start + way * (places[at] ?? 0)] ?? 0) * (inks[at] ?? 0);
    units[unit] = Math.max(0, value);
    sum += (units[unit] ?? 0) * (weights[from + INPUTS + 1] ?? 0);
  }
  return way * sum;
}

function gather(
  slopes: Float32Array,
  weights: Float32Array,
  { places, inks }: Inked,
  way: 1 | -1,
  push: number,
): void {
  const units = active[way === 1 ? 0 : 1];
  const start = way === 1 ? 0 : INPUTS - 1;
  for (let unit = 0; unit < HIDDEN; unit++) {
    const value = units[unit] ?? 0;
    if (value === 0) continue;
    const from = unit * UNIT;
    slopes[from + INPUTS + 1] = (slopes[from + INPUTS + 1] ?? 0) + way * push * value;
    const inner = way * push * (weights[from + INPUTS + 1] ?? 0);
    slopes[from + INPUTS] = (slopes[from + INPUTS] ?? 0) + inner;
    for (let at = 0; at < places.length; at++) {
      const to = from + start + way * (places[at] ?? 0);
      slopes[to] = (slopes[to] ?? 0) + inner * (inks[at] ?? 0);
    }
  }
}
