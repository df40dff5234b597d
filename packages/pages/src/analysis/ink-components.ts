import type { InkMap } from './ink-map.ts';

/** A connected spot of ink, in pixels; right and bottom are the last pixel's. */
export interface InkComponent {
  left: number;
  top: number;
  right: number;
  bottom: number;
  /** Pixels of ink. */
  area: number;
  /** Horizontal runs of ink: close to the height for a solid thing, far more for print. */
  runs: number;
  /** Runs that end sharply, as print and a lid do and a shadow does not. */
  hardRuns: number;
  /** Pixels too dark to be anything but ink: with `STRONG` grey levels of contrast or more. */
  strong: number;
  /** The strongest contrast in it, in grey levels. */
  peak: number;
  /** The sharpest step to the next pixel across, in grey levels. */
  step: number;
  /** How far its innermost pixel lies from the nearest side of the raster. */
  depth: number;
}

/** Print that shines through paper stays below this contrast, in grey levels; 14 to 44 in the set. */
export const STRONG = 60;
/** A fall by this much from a run's last two pixels to the one behind it is an edge, in grey levels. */
const HARD_FALL = 40;

/** Groups ink that touches, corners included, in one pass over the rows. */
export function inkComponents({ contrast, threshold, width, height }: InkMap): InkComponent[] {
  const found: InkComponent[] = [];
  const parents: number[] = [];
  const root = (label: number): number => {
    let at = label;
    for (let up = parents[at] ?? at; up !== at; up = parents[at] ?? at) at = up;
    parents[label] = at;
    return at;
  };
  let above = new Int32Array(3 * (width + 2));
  let here = new Int32Array(3 * (width + 2));
  let aboveCount = 0;
  for (let y = 0; y < height; y++) {
    let count = 0;
    let scan = 0;
    const row = y * width;
    const inset = Math.min(y, height - 1 - y);
    for (let x = 0; x < width; x++) {
      if ((contrast[row + x] ?? 0) < threshold) continue;
      const start = x;
      let peak = 0;
      let step = 0;
      let strong = 0;
      let last = contrast[row + Math.max(0, x - 1)] ?? 0;
      for (; x < width; x++) {
        const now = contrast[row + x] ?? 0;
        const change = now > last ? now - last : last - now;
        if (change > step) step = change;
        last = now;
        if (now < threshold) break;
        if (now > peak) peak = now;
        if (now >= STRONG) strong++;
      }
      const end = x - 1;
      let label = -1;
      while (scan < aboveCount && (above[scan * 3 + 1] ?? 0) < start - 1) scan++;
      for (let at = scan; at < aboveCount && (above[at * 3] ?? 0) <= end + 1; at++) {
        const other = root(above[at * 3 + 2] ?? 0);
        if (label === -1) label = other;
        else if (other !== label) {
          const [keep, drop] = other < label ? [other, label] : [label, other];
          parents[drop] = keep;
          label = keep;
        }
      }
      const middle = Math.min(Math.max((width - 1) >> 1, start), end);
      const depth = Math.min(inset, middle, width - 1 - middle);
      const area = end - start + 1;
      const behind = x < width ? (contrast[row + x] ?? 0) : 0;
      const hardRuns =
        Math.max(contrast[row + end] ?? 0, contrast[row + Math.max(start, end - 1)] ?? 0) - behind >
        HARD_FALL
          ? 1
          : 0;
      if (label === -1) {
        label = found.length;
        parents.push(label);
        found.push({
          left: start,
          top: y,
          right: end,
          bottom: y,
          area,
          runs: 1,
          hardRuns,
          strong,
          peak,
          step,
          depth,
        });
      } else {
        const known = found[label];
        if (known !== undefined) {
          if (start < known.left) known.left = start;
          if (end > known.right) known.right = end;
          known.bottom = y;
          known.area += area;
          known.runs++;
          known.hardRuns += hardRuns;
          known.strong += strong;
          if (peak > known.peak) known.peak = peak;
          if (step > known.step) known.step = step;
          if (depth > known.depth) known.depth = depth;
        }
      }
      here[count * 3] = start;
      here[count * 3 + 1] = end;
      here[count * 3 + 2] = label;
      count++;
    }
    [above, here] = [here, above];
    aboveCount = count;
  }
  return gathered(found, root);
}

function gathered(found: readonly InkComponent[], root: (label: number) => number): InkComponent[] {
  const whole: InkComponent[] = [];
  // A root is the lowest label of its kind, so it is reached before what belongs to it.
  for (const [label, component] of found.entries()) {
    const top = root(label);
    const into = found[top];
    if (top === label) whole.push(component);
    else if (into !== undefined) join(into, component);
  }
  return whole;
}

function join(into: InkComponent, more: InkComponent): void {
  if (more.left < into.left) into.left = more.left;
  if (more.top < into.top) into.top = more.top;
  if (more.right > into.right) into.right = more.right;
  if (more.bottom > into.bottom) into.bottom = more.bottom;
  into.area += more.area;
  into.runs += more.runs;
  into.hardRuns += more.hardRuns;
  into.strong += more.strong;
  if (more.peak > into.peak) into.peak = more.peak;
  if (more.step > into.step) into.step = more.step;
  if (more.depth > into.depth) into.depth = more.depth;
}
