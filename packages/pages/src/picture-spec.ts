import type { DocumentOptions, PictureTier } from '@quire/domain';
import type { PictureSpec } from './face.ts';

/**
 * How pages of a document are pictured for a model. The same page under the same spec is the same
 * picture to the byte, so a picture need not be kept to be looked at later.
 */
export function pictureSpec(options: DocumentOptions, tier: PictureTier): PictureSpec {
  const { resolution = 'auto', orient = true, picture } = options;
  if (resolution === 'pdf') return { tier, resolution: 'auto', orient, format: 'pdf' };
  return { tier, resolution, orient, format: picture ?? 'image' };
}
