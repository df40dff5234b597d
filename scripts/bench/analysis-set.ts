import type { GrayRaster } from '../../packages/pages/src/gray-raster.ts';
import type { Picture } from '../samples/picture.ts';
import { seededRandom } from '../samples/seeded-random.ts';
import { type PrintedPage, printedPages } from './analysis-content.ts';
import { overlookedPages } from './analysis-overlooked.ts';
import { scanOf, type Wear } from './analysis-scan.ts';

export interface ScannedPage {
  readonly name: string;
  readonly raster: GrayRaster;
  /** The same scan with more pixels on its long edge; its grain and dust fall anew. */
  readonly closer: (edgePx: number) => Promise<GrayRaster>;
  readonly textPx: number | null;
  readonly hasTop: boolean;
  /** Degrees clockwise by which the sheet lay crooked. */
  readonly skew: number;
}

export interface AnalysisSet {
  readonly content: readonly ScannedPage[];
  readonly blanks: readonly { readonly name: string; readonly raster: GrayRaster }[];
}

const SIDES = ['left', 'right', 'top', 'bottom'] as const;
const POINTS_PER_INCH = 72;
const PRINT_DPI = 150;

/** The long edge that the analysis looks at (look-at-page.ts). */
const EDGE_PX = 1000;

/**
 * Every printed page twice, clean and as a worn scan, and blank sheets in all their kinds.
 * @param seed 0 draws the pages that limits were set by; others draw pages that nobody has looked at
 */
export async function analysisSet(seed: number): Promise<AnalysisSet> {
  const random = seededRandom(1987 + seed);
  const printed = await printedPages(7 + seed);
  const content: ScannedPage[] = [];
  for (const [at, page] of printed.entries()) {
    content.push(await scanned(page, {}, random, 0, at));
    const skew = Math.round((random() * 6 - 3) * 10) / 10;
    content.push(await scanned(page, used(random, at), random, skew, at));
  }
  const behind = printed
    .filter(({ name }) => /^(text|columns|table|report)/.test(name))
    .map(({ picture }) => picture);
  const blanks = await blankSheets(behind, random);
  // After the others, so that those of a seed stay as they are.
  for (const [at, page] of (await overlookedPages()).entries()) {
    content.push(await scanned(page, {}, random, 0, at));
    const isWhereALidIs = page.name.startsWith('only');
    if (!isWhereALidIs) content.push(await scanned(page, used(random, at), random, 0, at));
  }
  return { content, blanks };
}

/** @param skew degrees clockwise; a page that was not worn is clean */
async function scanned(
  { name, picture, textPt, hasTop }: PrintedPage,
  worn: Wear,
  random: () => number,
  skew: number,
  at: number,
): Promise<ScannedPage> {
  const isWorn = Object.keys(worn).length > 0;
  const wear: Wear = isWorn ? { ...worn, skew } : {};
  const raster = await scanOf(picture, wear, random, EDGE_PX);
  const pxPerPt =
    (Math.max(raster.width, raster.height) / Math.max(picture.width, picture.height)) *
    (PRINT_DPI / POINTS_PER_INCH);
  return {
    name: `${name}${isWorn ? ', worn' : ''}`,
    raster,
    closer: (edgePx) => scanOf(picture, wear, seededRandom(at), edgePx),
    textPx: textPt === null ? null : textPt * pxPerPt,
    hasTop,
    skew,
  };
}

function used(random: () => number, at: number): Wear {
  return {
    paper: 225 + random() * 27,
    grain: 3 + random() * 9,
    specks: Math.floor(random() * 60),
    ...(at % 3 === 0 && {
      shadow: {
        side: SIDES[at % 4] ?? 'left',
        depth: 12 + random() * 25,
        dark: 0.2 + random() * 0.4,
      },
    }),
    ...(at % 4 === 1 && { holes: at % 8 === 1 ? 2 : 4 }),
    ...(at % 5 === 2 && { lid: 4 + random() * 14 }),
  };
}

function emptySheet(isWide: boolean): Picture {
  const [width, height] = isWide ? [1754, 1240] : [1240, 1754];
  return { width, height, channels: 1, pixels: new Uint8Array(width * height).fill(255) };
}

async function blankSheets(
  behind: readonly Picture[],
  random: () => number,
): Promise<AnalysisSet['blanks']> {
  const kinds: Readonly<Record<string, (at: number) => Wear>> = {
    clean: (at) => ({ paper: 255 - at * 5 }),
    grain: (at) => ({ paper: 240, grain: at * 2.5 }),
    specks: (at) => ({ paper: 245, grain: 5, specks: 20 + at * 25 }),
    shadow: (at) => ({
      paper: 240,
      grain: 5,
      specks: 10,
      shadow: { side: SIDES[at % 4] ?? 'left', depth: 10 + at * 6, dark: 0.2 + random() * 0.6 },
    }),
    lid: (at) => ({ paper: 240, grain: 5, specks: 10, lid: 2 + at * 2 }),
    holes: (at) => ({ paper: 240, grain: 4, specks: 10, holes: at % 2 === 0 ? 2 : 4 }),
    'show-through': (at) => ({ paper: 240, grain: 4, behind: through(behind, at, random) }),
    'show-through and wear': (at) => ({
      ...used(random, at),
      skew: 0,
      behind: through(behind, at + 5, random),
    }),
    worn: (at) => used(random, at),
  };
  const made: { name: string; raster: GrayRaster }[] = [];
  for (const [name, wear] of Object.entries(kinds)) {
    const count = name.startsWith('show-through') ? 24 : 14;
    for (let at = 0; at < count; at++) {
      made.push({
        name: `${name} ${at}`,
        raster: await scanOf(emptySheet(at % 5 === 4), wear(at), random, EDGE_PX),
      });
    }
  }
  return made;
}

function through(
  behind: readonly Picture[],
  at: number,
  random: () => number,
): NonNullable<Wear['behind']> {
  const picture = behind[(at * 5) % behind.length];
  if (picture === undefined) throw new Error('nothing is printed on the other side');
  return { picture, dark: 14 + random() * 30, blur: 1 + random() * 1.2 };
}
