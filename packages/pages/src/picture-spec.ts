import type { DocumentOptions, PictureTier } from '@quire/domain';
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
  return { tier, resolution, orient, format: picture ?? 'image', ...cut };
}
