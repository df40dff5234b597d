import { type DocumentOptions, type PictureTier, tierFor } from '@quire/domain';
import type { PictureSpec } from './face.ts';

/** Each part of a page that is cut has twice the pixels for what stands on it; more cost more. */
const CUT_PARTS = 2;

/**
 * How pages of a document are pictured for a model. The same page under the same spec is the same
 * picture to the byte, so a picture need not be kept to be looked at later.
 * @param isCut whether the page is to be sent in parts, for an answer about the whole ended too early
 */
export function pictureSpec(
  options: DocumentOptions,
  tier: PictureTier,
  isCut = false,
): PictureSpec {
  const { resolution = 'auto', orient = true, picture } = options;
  if (resolution === 'pdf') return { tier, resolution: 'auto', orient, format: 'pdf' };
  const cut = isCut ? { leastParts: CUT_PARTS } : {};
  return { tier, resolution, orient, format: picture === 'pdf' ? 'pdf' : 'image', ...cut };
}

/** Sides of pictures that are too many bytes together: each step is two thirds of the pixels before. */
const SMALLER = [1, 0.8, 0.64, 0.5, 0.4];

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
  const smaller = SMALLER.map((share): PictureSpec => ({
    ...asked,
    tier: {
      edgePx: Math.floor(tier.edgePx * share),
      tokens: Math.floor(tier.tokens * share * share),
    },
    resolution: asked.resolution === 'auto' ? 'largest' : asked.resolution,
    // A PDF page has no smaller size.
    ...(share < 1 ? { format: 'image' as const } : {}),
  }));
  return [asked, ...smaller];
}
