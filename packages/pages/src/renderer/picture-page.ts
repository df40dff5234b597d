import { type PictureSize, pictureTokens } from '@quire/domain';
import { chooseSize, LEAST_SIDE_PX, type Part, type SizeChoice, WHOLE } from '../choose-size.ts';
import type { CommonScale, Picture, PictureSpec } from '../face.ts';
import type { PlacedLayer, TextLayer } from '../text-layer.ts';
import { assertLegible } from './assert-legible.ts';
import { drawParts } from './draw-parts.ts';
import type { Drawable } from './drawable.ts';
import { encodePixels } from './encode-picture.ts';
import { lookAtAnyPage } from './look-at-long-page.ts';
import type { Look } from './look-at-page.ts';
import { within } from './part-of-page.ts';
import { sizeQuestion } from './size-question.ts';
import { wholePixels } from './whole-pixels.ts';

const POINTS_PER_INCH = 72;
/** Trimming has to save so much of the picture's tokens before a page loses its margins. */
const WORTH_TRIMMING = 0.9;
/** A layer of fewer words is held against no answer, unless somebody looked at what else is seen. */
const LEAST_WORDS = 20;
/** A blank page is shown to people alone: small is enough. */
const BLANK_EDGE_PX = 560;

const UNTOUCHED: Omit<Look, 'isBlank'> = {
  turn: 0,
  skew: 0,
  trim: WHOLE,
  smallestEm: null,
  reason: 'as it comes',
};

/** A picture before it is known what its page says of itself. */
type Drawn = Omit<Picture, 'layer'>;

/** Makes the picture of a page as the model is to see it: upright, trimmed, as large as needed. */
export async function picturePage(drawable: Drawable, spec: PictureSpec): Promise<Picture> {
  const { layer, size: page } = drawable;
  const isCompared = spec.scale !== undefined;
  const isPlain =
    spec.resolution !== 'auto' && !spec.orient && spec.format !== 'pdf' && !isCompared;
  // Of a page that is to be drawn as it comes, it is only asked whether anything is on it.
  const asked = isPlain || isCompared ? within(drawable, WHOLE) : drawable;
  const seen = await lookAtAnyPage(asked, layer, spec.orient);
  const look = isPlain && !seen.isBlank ? { ...UNTOUCHED, isBlank: false } : seen;
  const drawn =
    spec.scale === undefined
      ? await drawAsSeen(drawable, look, spec)
      : await drawAsItStands(drawable, look, spec.scale);
  return { ...drawn, layer: placedLayer(drawable, layer, page) };
}

/** @returns null where the page says nothing of itself */
function placedLayer(
  { beside }: Drawable,
  layer: TextLayer | null,
  page: PictureSize,
): PlacedLayer | null {
  if (layer === null || layer.soundness === 'none') return null;
  // No other is held against anything; and of a page with fewer words most may be drawn, its letters too.
  const isHeld = layer.soundness === 'sound' && layer.words.length >= LEAST_WORDS;
  const seen = isHeld ? beside?.() : undefined;
  if (seen === undefined) return { ...layer, page, unlayered: null };
  return { ...layer, words: [...layer.words, ...seen.words], page, unlayered: seen.places };
}

/** A page that is compared: what the look at it found is told, and changes nothing of the picture. */
async function drawAsItStands(
  drawable: Drawable,
  { isBlank }: Look,
  scale: CommonScale,
): Promise<Drawn> {
  const { unit, rotation } = drawable;
  const { width, height } = drawable.size;
  const factor = scale[unit];
  const size = wholePixels({ width: width * factor, height: height * factor });
  const dpi = unit === 'pt' ? Math.round(factor * POINTS_PER_INCH * 10) / 10 : null;
  const drawn = await drawable.draw(WHOLE, size);
  return {
    // In one format: what one loses and another does not would look like a difference.
    ...(await encodePixels(drawn, 0, 'jpeg')),
    dpi,
    rotation,
    isBlank,
    reason: `compared: as it stands, at one scale with the others${isBlank ? ', though blank' : ''}`,
    tiles: [],
  };
}

async function drawAsSeen(drawable: Drawable, look: Look, spec: PictureSpec): Promise<Drawn> {
  if (look.isBlank) return blankPicture(drawable, look);
  if (spec.format !== 'pdf') return drawnPicture(drawable, look, spec);
  const page = drawable.cut(look.turn);
  if ('bytes' in page) return pdfPicture(drawable, look, page.bytes);
  const drawn = await drawnPicture(drawable, look, spec);
  return { ...drawn, reason: `no PDF: ${page.unfit}; ${drawn.reason}` };
}

async function drawnPicture(drawable: Drawable, look: Look, spec: PictureSpec): Promise<Drawn> {
  const everything = look.skew === 0 ? WHOLE : around(WHOLE, look.trim);
  const whole = sizeOf(drawable, look, everything, spec);
  const roomy = withRoom(look, everything, sizeOf(drawable, look, look.trim, spec));
  const trimmed = sizeOf(drawable, look, roomy, spec);
  const isWorthIt =
    spec.resolution === 'auto' &&
    (look.isStrip === true || tokensOf(trimmed) < tokensOf(whole) * WORTH_TRIMMING);
  const [choice, trim] = isWorthIt ? [trimmed, roomy] : [whole, everything];
  assertLegible(sizeQuestion(drawable, look, trim, spec), choice);

  const drawn = await drawParts(drawable, look, choice, trim, spec);
  if (drawn === null) return drawnPicture(drawable, withMargins(look), spec);
  const [first] = drawn;
  if (first === undefined) throw new TypeError('a page has at least one part');
  const [part = WHOLE] = choice.parts;
  const inchesAcross =
    (uprightSize(drawable, look).width * trimWidth(trim, look) * part.width) / POINTS_PER_INCH;
  return {
    ...first,
    dpi: drawable.unit === 'pt' ? Math.round((first.width / inchesAcross) * 10) / 10 : null,
    rotation: (drawable.rotation + look.turn) % 360,
    isBlank: false,
    reason: reasonFor(look, choice, isWorthIt),
    tiles: drawn.length > 1 ? drawn : [],
  };
}

/** The page's trim with so much of its margins that no side is shorter than what is read well, where it has them. */
function withRoom({ trim, turn }: Look, page: Part, { size, parts }: SizeChoice): Part {
  if (parts.length > 1 || Math.min(size.width, size.height) >= LEAST_SIDE_PX) return trim;
  const lying = turn % 180 === 0 ? size : { width: size.height, height: size.width };
  const across = widened(trim.left, trim.width, page.left, page.width, lying.width);
  const down = widened(trim.top, trim.height, page.top, page.height, lying.height);
  return { left: across.from, top: down.from, width: across.length, height: down.length };
}

/** A stretch of a page made as long as it has to be in pixels, about its middle, but not beyond the page's ends. */
function widened(
  from: number,
  length: number,
  pageFrom: number,
  pageLength: number,
  lengthPx: number,
): { readonly from: number; readonly length: number } {
  const wanted = Math.min(pageLength, (length * LEAST_SIDE_PX) / lengthPx);
  if (wanted <= length) return { from, length };
  const last = pageFrom + pageLength - wanted;
  return { from: Math.max(pageFrom, Math.min(last, from - (wanted - length) / 2)), length: wanted };
}

/** A page set straight, and of its corners those where something stands. */
function around(one: Part, other: Part): Part {
  const [left, top] = [Math.min(one.left, other.left), Math.min(one.top, other.top)];
  const right = Math.max(one.left + one.width, other.left + other.width);
  const bottom = Math.max(one.top + one.height, other.top + other.height);
  return { left, top, width: right - left, height: bottom - top };
}

/** Something on the page reaches into the margins that its lists of objects call empty. */
function withMargins(look: Look): Look {
  const reason = `${look.reason}, which reaches out of its boxes`;
  return { ...look, trim: WHOLE, isTrimSaid: false, reason };
}

function sizeOf(drawable: Drawable, look: Look, trim: Part, spec: PictureSpec): SizeChoice {
  return chooseSize(sizeQuestion(drawable, look, trim, spec));
}

function tokensOf({ size, parts }: SizeChoice): number {
  return pictureTokens(size) * parts.length;
}

/** The page itself: Claude draws it, at a size of its own, and reads its text besides. */
function pdfPicture(drawable: Drawable, look: Look, bytes: Buffer): Drawn {
  const turned = look.turn === 0 ? '' : `, turned ${look.turn}° (${look.reason})`;
  return {
    bytes,
    mediaType: 'application/pdf',
    ...wholePixels(uprightSize(drawable, look)),
    dpi: null,
    rotation: (drawable.rotation + look.turn) % 360,
    isBlank: false,
    reason: `a PDF was asked for: Claude draws it as large as it likes${turned}`,
    tiles: [],
  };
}

async function blankPicture(drawable: Drawable, { reason }: Look): Promise<Drawn> {
  const { width, height } = drawable.size;
  const shrunk = BLANK_EDGE_PX / Math.max(width, height);
  const factor = drawable.unit === 'px' ? Math.min(1, shrunk) : shrunk;
  const size = wholePixels({ width: width * factor, height: height * factor });
  return {
    ...(await encodePixels(await drawable.draw(WHOLE, size), 0)),
    dpi: null,
    rotation: drawable.rotation,
    isBlank: true,
    reason: `blank: ${reason}`,
    tiles: [],
  };
}

function reasonFor(look: Look, choice: SizeChoice, isTrimmed: boolean): string {
  const turned = look.turn === 0 ? '' : `, turned ${look.turn}°`;
  const straight = look.skew === 0 ? '' : `, straightened by ${Math.round(look.skew * 10) / 10}°`;
  return `${choice.reason} (${look.reason}${turned}${straight}${isTrimmed ? ', margins cut' : ''})`;
}

function uprightSize({ size }: Drawable, { turn }: Look): PictureSize {
  return turn % 180 === 0 ? size : { width: size.height, height: size.width };
}

function trimWidth(trim: Part, { turn }: Look): number {
  return turn % 180 === 0 ? trim.width : trim.height;
}
