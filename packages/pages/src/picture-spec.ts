import { type DocumentOptions, type PictureTier, tierFor } from '@quire/domain';
import type { PictureSpec } from './face.ts';

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
const SMALLER = [1, 0.8, 0.64, 0.5, 0.4];

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
 * has room for; then smaller ones, until their bytes fit.
 * @param pages of the document, which decide how long a side may be
 */
export function wholePictureSpecs(
  options: DocumentOptions,
  modelTier: PictureTier,
  pages: number,
): readonly [PictureSpec, ...PictureSpec[]] {
  const tier = tierFor(pages, modelTier);
  const asked = pictureSpec(options, tier);
  return [asked, ...SMALLER.map((share) => smaller(asked, share))];
}
