import type { Part, SizeQuestion } from '../choose-size.ts';
import type { PictureSpec } from '../face.ts';
import type { Drawable } from './drawable.ts';
import type { Look } from './look-at-page.ts';
import { wholePixels } from './whole-pixels.ts';

/** What has to be known of a page, as it is after its turn and without its margins, to choose how large it is drawn. */
export function sizeQuestion(
  drawable: Drawable,
  look: Look,
  trim: Part,
  spec: PictureSpec,
): SizeQuestion {
  const { width, height } = drawable.size;
  const left = { width: width * trim.width, height: height * trim.height };
  const page = look.turn % 180 === 0 ? left : { width: left.height, height: left.width };
  return {
    page: drawable.unit === 'px' ? wholePixels(page) : page,
    unit: drawable.unit,
    smallestEm: look.smallestEm,
    smallPrintEm: look.smallPrintEm,
    tier: spec.tier,
    resolution: spec.resolution,
    leastParts: spec.leastParts,
  };
}
