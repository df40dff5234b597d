import { type DocumentOptions, type PictureTier, taskOf, tierFor } from '@quire/domain';
import { commonScale } from './common-scale.ts';
import type { PictureSpec, SourcePage } from './face.ts';

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
  return { tier, resolution, orient, format: picture ?? 'image', ...cut };
}

/** Sides of pictures that are too many bytes together: each step is two thirds of the pixels before. */
const SMALLER = [1, 0.8, 0.64, 0.5, 0.4] as const;

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
  if (taskOf(options) === 'compare') {
    const [most, ...less] = SMALLER;
    const drawn = (share: number): PictureSpec => comparedSpec(asked, share, pages);
    return [drawn(most), ...less.map(drawn)];
  }
  const smaller = SMALLER.map((share): PictureSpec => ({
    ...asked,
    tier: shrunk(tier, share),
    resolution: asked.resolution === 'auto' ? 'largest' : asked.resolution,
    // A PDF page has no smaller size.
    ...(share < 1 ? { format: 'image' as const } : {}),
  }));
  return [asked, ...smaller];
}

/** Claude would draw a PDF page at a size of its own, so that it is a picture here, too. */
function comparedSpec(
  { resolution, ...asked }: PictureSpec,
  share: number,
  pages: readonly SourcePage[],
): PictureSpec {
  const tier = shrunk(asked.tier, share);
  const scale = commonScale(pages, tier, resolution);
  return { tier, resolution, orient: false, format: 'image', scale };
}

function shrunk({ edgePx, tokens }: PictureTier, share: number): PictureTier {
  return { edgePx: Math.floor(edgePx * share), tokens: Math.floor(tokens * share * share) };
}
