import type { GrayRaster } from '../gray-raster.ts';
import { type InkComponent, inkComponents, STRONG } from './ink-components.ts';
import { type InkMap, inkMap } from './ink-map.ts';
import { onceFor } from './once-for.ts';

/** What lies on a page, sorted into what somebody put there and what a scanner left. */
export interface PageMarks {
  readonly map: InkMap;
  /** Print, writing, lines, pictures: everything that is not surely something else. */
  readonly content: readonly InkComponent[];
  /** Lone specks, punch holes, shadows at the frame and the other side of the sheet. */
  readonly dirt: readonly InkComponent[];
  /** Whether the faint marks all over the sheet were taken for its other side. */
  readonly showsThrough: boolean;
}

/** In units (0.3 mm of A4): a speck is up to 1.3 mm; the capitals of 6 pt type are 5 high. */
const SPECK_SIZE = 4.5;
/** On a sheet full of specks two of them meet: each 60 specks allow a unit more, up to 1.5. */
const SPECKS_A_UNIT = 60;
const MOST_MEETING = 1.5;
/** How many specks in a row are no chance: of 300 over a page, four so close come once in 100 pages. */
const ROW_OF_SPECKS = 4;
/** How far dots of one row lie apart at most, and how far up or down, in units. */
const ROW_GAP = 10;
const ROW_DRIFT = 2;
/** A lid, a wedge beside a crooked sheet, a binding's shadow: 80 units, 2.4 cm of A4. */
const FRAME_DEPTH = 80;
/** A sheet's short side is 707 units: of a strip that was cut out of one, all is near the frame. */
const FRAME_SHARE = 0.113;
/** Shorter along its side, in units, is a letter or the end of a stroke: 80 units, 2.4 cm of A4. */
const FRAME_LENGTH = 80;
/** Nobody reads what is left of print where less than this is left of it, in units. */
const FRAME_SLIVER = 3;
/** Sharp ends to a row: 1 or 2 for a lid around a sheet; print in a dark band has far more. */
const FRAME_RUNS = 3;
/** The grain frays a shadow's inner edge this far, in units. */
const FRAYED = 10;
/** ISO 838 holes are 6 mm wide, 12 mm from the edge: 20 and 40 units, with room for crooked sheets. */
const HOLE = { least: 12, most: 30, reach: 70 } as const;
/** Most dark pixels that a speck of dust adds to a faint mark: a radius of 1.6 units, and its rim. */
const SPECK_AREA = 12;
/**
 * The sharpest step within a mark, less the grain, as a share of its contrast; the median by area. Measured: faint
 * stamps and grey print 0.72 to 0.95, print that shines through paper 0.38 to 0.60.
 */
const SOFT_STEP = 0.62;
/** Few faint marks may be a stamp or a note, so they must be softer and fainter than any measured. */
const VERY_SOFT_STEP = 0.6;
/** In grey levels, less the grain, which adds to every peak: such stamps have 43 or more. */
const VERY_FAINT_PEAK = 42;
/** Side of the squares in which the spread of faint marks is counted, in units. */
const SPREAD_CELL = 60;
/** In fewer of the page's squares than this share, marks count as few. */
const LEAST_SPREAD = 0.06;

/**
 * Finds every mark on a page and sorts it. In doubt it is content. A raster is looked through once,
 * however many questions are asked of it, so its pixels must not change afterwards.
 */
export const pageMarks: (raster: GrayRaster) => PageMarks = onceFor(findMarks);

function findMarks(raster: GrayRaster): PageMarks {
  const map = inkMap(raster);
  const [frame, inner] = split(inkComponents(map), (mark) => isFrame(mark, map));
  const frameDepth = Math.max(0, ...frame.map(({ depth }) => depth));
  const [frayed, others] = split(inner, (mark) => isFrayed(mark, frameDepth, map));
  const [holes, rest] = split(others, (mark) => isHole(mark, map));
  const [small, large] = split(rest, (mark) => sizeOf(mark) <= SPECK_SIZE * map.unit);
  const isMet = meetingSpecks(small, map);
  const [met, marks] = split(large, isMet);
  const showsThrough = isOtherSide([...marks, ...small], map);
  const isDusty = showsThrough ? dustOnOtherSide(map) : () => false;
  const isThrough = (mark: InkComponent): boolean =>
    showsThrough && (isFaint(mark, map) || isDusty(mark));
  const [through, content] = split(marks, isThrough);
  const specks = [...small, ...met];
  const kept = rowsOf(
    specks.filter((speck) => !isThrough(speck)),
    map.unit,
  );
  const lost = specks.filter((speck) => !kept.has(speck));
  const dirt = [...frame, ...frayed, ...holes, ...through, ...lost];
  return { map, content: [...content, ...kept], dirt, showsThrough };
}

function split(
  marks: readonly InkComponent[],
  isFirst: (mark: InkComponent) => boolean,
): [InkComponent[], InkComponent[]] {
  const first: InkComponent[] = [];
  const second: InkComponent[] = [];
  for (const mark of marks) (isFirst(mark) ? first : second).push(mark);
  return [first, second];
}

function sizeOf({ left, top, right, bottom }: InkComponent): number {
  return Math.max(right - left, bottom - top) + 1;
}

/** Nothing in it is dark, but for a speck of dust that may have fallen on it. */
function isFaint({ strong, area }: InkComponent, { unit }: InkMap): boolean {
  return strong === 0 || (strong <= SPECK_AREA * unit * unit && strong * 3 <= area);
}

/** Crumbs of a shadow: soft, hardly above the grain and no deeper than the shadow reaches. */
function isFrayed(mark: InkComponent, frameDepth: number, { unit, threshold }: InkMap): boolean {
  const { depth, peak, hardRuns } = mark;
  if (frameDepth === 0 || depth > frameDepth + FRAYED * unit) return false;
  return hardRuns === 0 && peak < 2 * threshold && sizeOf(mark) <= FRAYED * unit;
}

/**
 * Touches the frame, stays near it and is one piece: a lid, a shadow, a streak. Print would be cut into runs; letters
 * that the frame cuts, and a stroke that runs off the sheet, are short along it and have sharp edges.
 */
function isFrame(mark: InkComponent, map: InkMap): boolean {
  const { width, height, unit } = map;
  const { left, top, right, bottom, depth, hardRuns } = mark;
  const [atLeft, atTop] = [left <= 1, top <= 1];
  const [atRight, atBottom] = [right >= width - 2, bottom >= height - 2];
  if (!atLeft && !atTop && !atRight && !atBottom) return false;
  const [wide, high] = [right - left + 1, bottom - top + 1];
  const isStreak =
    (atTop && atBottom && wide <= 3 * unit) || (atLeft && atRight && high <= 3 * unit);
  if (isStreak) return true;
  const most = Math.min(FRAME_DEPTH * unit, FRAME_SHARE * Math.min(width, height));
  if (depth > most || hardRuns / high > FRAME_RUNS) return false;
  if (isDrawnRound(mark, map)) return false;
  const along = Math.max(atLeft || atRight ? high : 0, atTop || atBottom ? wide : 0);
  const isSoft = hardRuns * 4 <= high;
  return isSoft || along >= FRAME_LENGTH * unit || depth < FRAME_SLIVER * unit;
}

/** A thin line along all four sides is drawn: a lid shows past one or two of them, or is thicker. */
function isDrawnRound(mark: InkComponent, { width, height, unit }: InkMap): boolean {
  const { left, top, right, bottom, area, runs } = mark;
  const isRound = left <= 1 && top <= 1 && right >= width - 2 && bottom >= height - 2;
  // Two runs to a row: one at the left side and one at the right.
  return isRound && runs >= 1.8 * height && area <= 2 * (width + height) * 3 * unit;
}

/** Round, filled, of a punch's size and where punches strike. */
function isHole({ left, top, right, bottom, area, runs }: InkComponent, map: InkMap): boolean {
  const { width, height, unit } = map;
  const [wide, high] = [right - left + 1, bottom - top + 1];
  if (Math.min(wide, high) < HOLE.least * unit || Math.max(wide, high) > HOLE.most * unit)
    return false;
  const fill = area / (wide * high);
  const isDisc =
    fill > 0.68 && fill < 0.88 && Math.abs(wide - high) <= 3 * unit && runs <= high * 1.2;
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  return isDisc && Math.min(x, y, width - x, height - y) < HOLE.reach * unit;
}

/** Where dust lies thick, a mark hardly larger than a speck is two of them. */
function meetingSpecks(
  small: readonly InkComponent[],
  { unit }: InkMap,
): (mark: InkComponent) => boolean {
  const specks = small.filter(({ strong }) => strong > 0).length;
  const most = SPECK_SIZE + Math.min(MOST_MEETING, specks / SPECKS_A_UNIT);
  return (mark) => sizeOf(mark) <= most * unit;
}

/** Faint marks with soft edges all over the sheet are print on its other side. */
function isOtherSide(marks: readonly InkComponent[], map: InkMap): boolean {
  const faint = marks.filter((mark) => mark.area >= 4 && isFaint(mark, map));
  const side = SPREAD_CELL * map.unit;
  const columns = Math.ceil(map.width / side);
  const cells = new Set<number>();
  for (const { left, top, right, bottom } of faint) {
    const row = Math.floor((top + bottom) / 2 / side);
    for (let x = left; x <= right; x += side) cells.add(row * columns + Math.floor(x / side));
  }
  const isSpread = cells.size >= LEAST_SPREAD * columns * Math.ceil(map.height / side);
  const softness = medianStep(faint, map.grain);
  if (isSpread) return softness < SOFT_STEP;
  const peak = Math.max(0, ...faint.filter(({ strong }) => strong === 0).map((mark) => mark.peak));
  return softness < VERY_SOFT_STEP && peak - map.grain < VERY_FAINT_PEAK;
}

/**
 * On a sheet that shows its other side, a speck or a hole touches what shines through and is larger with
 * it. Too dark to shine through is then a single spot, as small as a speck; of initials, several.
 */
function dustOnOtherSide(map: InkMap): (mark: InkComponent) => boolean {
  const cores = inkComponents({ ...map, threshold: STRONG });
  const [holes, others] = split(cores, (core) => isHole(core, map));
  const [small, large] = split(others, (core) => sizeOf(core) <= SPECK_SIZE * map.unit);
  const written = [...large, ...rowsOf(small, map.unit)];
  return (mark) => {
    const isIn = (core: InkComponent): boolean => isWithin(core, mark);
    if (written.some(isIn)) return false;
    return small.filter(isIn).length + holes.filter(isIn).length === 1;
  };
}

function isWithin(inner: InkComponent, outer: InkComponent): boolean {
  const isAcross = inner.left >= outer.left && inner.right <= outer.right;
  return isAcross && inner.top >= outer.top && inner.bottom <= outer.bottom;
}

function medianStep(marks: readonly InkComponent[], grain: number): number {
  const softness = ({ step, peak }: InkComponent): number => (step - grain) / peak;
  const sharpest = marks.toSorted((a, b) => softness(a) - softness(b));
  let left = marks.reduce((sum, { area }) => sum + area, 0) / 2;
  for (const mark of sharpest) {
    left -= mark.area;
    if (left <= 0) return softness(mark);
  }
  return 1;
}

/** Specks that stand in a row are dots of a line, small print or punctuation. */
function rowsOf(specks: readonly InkComponent[], unit: number): Set<InkComponent> {
  const kept = new Set<InkComponent>();
  const sorted = specks.filter(({ area }) => area > 1).toSorted((a, b) => a.left - b.left);
  const chains = new Map<InkComponent, InkComponent[]>();
  for (const [at, speck] of sorted.entries()) {
    let chain = chains.get(speck);
    if (chain === undefined) chains.set(speck, (chain = [speck]));
    for (let next = at + 1; next < sorted.length; next++) {
      const other = sorted[next];
      if (other === undefined || other.left - speck.right > ROW_GAP * unit) break;
      if (chains.has(other) || Math.abs(other.bottom - speck.bottom) > ROW_DRIFT * unit) continue;
      chain.push(other);
      chains.set(other, chain);
      break;
    }
  }
  for (const [speck, chain] of chains) if (chain.length >= ROW_OF_SPECKS) kept.add(speck);
  return kept;
}
