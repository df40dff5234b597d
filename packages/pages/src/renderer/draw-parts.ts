import type { PictureSize } from '@quire/domain';
import { choosePartSize, type Part, type SizeChoice } from '../choose-size.ts';
import type { EncodedPicture, PictureSpec } from '../face.ts';
import { placePart } from '../place-part.ts';
import { drawStraight } from './draw-straight.ts';
import type { Drawable, Pixels } from './drawable.ts';
import { encodePixels } from './encode-picture.ts';
import type { Look } from './look-at-page.ts';
import { reachesCut } from './reaches-cut.ts';
import { sizeQuestion } from './size-question.ts';

/**
 * Draws a page, or its parts in reading order without those on which nothing is seen.
 * @returns null where margins were cut by what the page says, and something on it is cut through
 */
export async function drawParts(
  drawable: Drawable,
  look: Look,
  choice: SizeChoice,
  trim: Part,
  spec: PictureSpec,
): Promise<EncodedPicture[] | null> {
  const question = sizeQuestion(drawable, look, trim, spec);
  const drawn: EncodedPicture[] = [];
  for (const part of choice.parts) {
    const place = placePart(part, look.turn, trim);
    const isByType = choice.parts.length > 1 && spec.leastParts === undefined;
    const em = isByType ? look.smallestEmOn?.(place) : undefined;
    const size = em === undefined ? choice.size : choosePartSize(question, choice, part, em);
    const pixels = await drawPart(drawable, place, look, size);
    if (look.isTrimSaid && reachesCut(pixels, place, trim)) return null;
    const isLast = part === choice.parts.at(-1);
    // A plan's empty corner; but something has to be sent.
    if (choice.parts.length > 1 && isOneColour(pixels) && !(isLast && drawn.length === 0)) continue;
    drawn.push(await encodePixels(pixels, look.turn));
  }
  return drawn;
}

/** Of the page as it comes, straightened, not yet turned. */
async function drawPart(
  drawable: Drawable,
  part: Part,
  { turn, skew }: Look,
  size: PictureSize,
): Promise<Pixels> {
  const lying = turn % 180 === 0 ? size : { width: size.height, height: size.width };
  return skew === 0 ? drawable.draw(part, lying) : drawStraight(drawable, part, skew, lying);
}

/** Every pixel is as the one before. */
function isOneColour({ data, channels }: Pixels): boolean {
  return data.compare(data, channels, data.length, 0, data.length - channels) === 0;
}
