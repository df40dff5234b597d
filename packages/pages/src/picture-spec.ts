import { type DocumentOptions, type PictureTier, taskOf, tierFor } from '@quire/domain';
import { commonScale } from './common-scale.ts';
import type { PictureSpec, SourcePage } from './face.ts';

/** Each part of a page that is cut has twice the pixels for what stands on it; more cost more. */
const CUT_PARTS = 2;

/** Side of the picture of a page whose request was too large: two fifths of the pixels, in one picture. */
const SMALLER_SHARE = 0.64;

/**
 * How a page is drawn: as its type needs; `cut` into parts, for an answer about the whole ended too early;
 * or `smaller`, for a request with it was too large.
 */
export type DrawnAs = 'plain' | 'cut' | 'smaller';

/**
 * How pages of a document are pictured for a model. The same page under the same spec is the same
 * picture to the byte, so a picture need not be kept to be looked at later.
 */
export function pictureSpec(
  options: DocumentOptions,
  tier: PictureTier,
  drawnAs: DrawnAs = 'plain',
): PictureSpec {
  const { resolution = 'auto', orient = true, picture } = options;
  const isPdf = resolution === 'pdf' || picture === 'pdf';
  const asked: PictureSpec = {
    tier,
    resolution: resolution === 'pdf' ? 'auto' : resolution,
    orient,
    format: isPdf ? 'pdf' : 'image',
  };
  if (drawnAs === 'smaller') return smaller(asked, SMALLER_SHARE);
  // What is sent as a PDF is not cut.
  return drawnAs === 'cut' ? { ...asked, leastParts: CUT_PARTS } : asked;
}

/** Sides of pictures that are too many bytes together: each step is two thirds of the pixels before. */
const SMALLER = [1, 0.8, 0.64, 0.5, 0.4] as const;

/** The same in one picture, whose sides are at most this share of the longest that the model sees. */
function smaller(asked: PictureSpec, share: number): PictureSpec {
  const { edgePx, tokens } = asked.tier;
  return {
    ...asked,
    tier: { edgePx: Math.floor(edgePx * share), tokens: Math.floor(tokens * share * share) },
    resolution: asked.resolution === 'auto' ? 'largest' : asked.resolution,
    // A PDF page has no smaller size.
    ...(share < 1 ? { format: 'image' as const } : {}),
  };
}

/**
 * How the pages of a document are pictured that are sent in one request, in the order in which it is
 * tried: each as by itself, in parts where its type is small; then each as one picture, which the plan
 * has room for; then smaller ones, until their bytes fit. Pictures that are compared keep their frame
 * and one scale: trimmed or sized each by itself, two that differ could become the same.
 * @param pages all of the document's, by its plan: they decide how long a side may be, and the scale
 */
export function wholePictureSpecs(
  options: DocumentOptions,
  modelTier: PictureTier,
  pages: readonly SourcePage[],
): readonly [PictureSpec, ...PictureSpec[]] {
  const tier = tierFor(pages.length, modelTier);
  const asked = pictureSpec(options, tier);
  const isCompared = taskOf(options) === 'compare';
  const suited = (spec: PictureSpec): PictureSpec =>
    isCompared ? comparedSpec(spec, pages) : spec;
  return [suited(asked), ...SMALLER.map((share) => suited(smaller(asked, share)))];
}

/** Claude would draw a PDF page at a size of its own, so that it is a picture here, too. */
function comparedSpec(
  { tier, resolution }: PictureSpec,
  pages: readonly SourcePage[],
): PictureSpec {
  const scale = commonScale(pages, tier, resolution);
  return { tier, resolution, orient: false, format: 'image', scale };
}
