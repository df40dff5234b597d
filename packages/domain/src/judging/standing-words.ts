import type { PageLayer, PageWord, PlaceOnPage } from './page-facts.ts';

/** A word of an upright page, and whether an answer may leave it out. */
export interface StandingWord extends Omit<PageWord, 'angle'> {
  /** Turned against the rest, as watermarks and stamps on the margin are. */
  readonly isAskew: boolean;
}

export interface StandingPage {
  readonly words: readonly StandingWord[];
  readonly width: number;
  readonly height: number;
  readonly unlayered: PageLayer['unlayered'];
}

const MOST_DEGREES_ASKEW = 5;
/** Two prints of a word this close are one printed bold; the page shows it once. */
const OVERPRINT = 2;
/** More than any page has of them. */
const ROWS = 1_000_003;

/** The page's words as one sees them: turned upright, none off the page, none printed twice. */
export function standingWords({ words, page, unlayered }: PageLayer): StandingPage {
  const side = commonSide(words);
  const isSideways = side % 2 === 1;
  const place = (one: PlaceOnPage): PlaceOnPage => turned(one, side, page);
  const [width, height] = isSideways ? [page.height, page.width] : [page.width, page.height];
  const seen = new Map<string, Set<number>>();
  const standing: StandingWord[] = [];
  for (const word of words) {
    const at = place(word);
    if (at.x > width || at.y > height || at.x + at.width < 0 || at.y + at.height < 0) continue;
    if (isOverprint(word.text, at, seen)) continue;
    const degrees = (((word.angle - side * 90) % 360) + 360) % 360;
    const isAskew = Math.min(degrees, 360 - degrees) > MOST_DEGREES_ASKEW;
    standing.push({ ...word, ...at, isAskew });
  }
  return { words: standing, width, height, unlayered: unlayered?.map(place) ?? null };
}

/** Quarters by which most words are turned clockwise. */
function commonSide(words: readonly PageWord[]): number {
  const signs = [0, 0, 0, 0];
  for (const { text, angle } of words) {
    const side = ((Math.round(angle / 90) % 4) + 4) % 4;
    signs[side] = (signs[side] ?? 0) + text.length;
  }
  return signs.indexOf(Math.max(...signs));
}

function turned(
  { x, y, width, height }: PlaceOnPage,
  side: number,
  page: PageLayer['page'],
): PlaceOnPage {
  // Words that run down the page (side 1) stand upright once it is turned back by a quarter.
  if (side === 1) return { x: y, y: page.width - x - width, width: height, height: width };
  if (side === 2) return { x: page.width - x - width, y: page.height - y - height, width, height };
  if (side === 3) return { x: page.height - y - height, y: x, width: height, height: width };
  return { x, y, width, height };
}

function isOverprint(text: string, { x, y }: PlaceOnPage, seen: Map<string, Set<number>>): boolean {
  const [column, row] = [Math.round(x / OVERPRINT), Math.round(y / OVERPRINT)];
  const places = seen.get(text);
  if (places === undefined) {
    seen.set(text, new Set([column * ROWS + row]));
    return false;
  }
  for (const dx of [0, -1, 1]) {
    for (const dy of [0, -1, 1]) if (places.has((column + dx) * ROWS + row + dy)) return true;
  }
  places.add(column * ROWS + row);
  return false;
}
