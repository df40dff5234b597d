import { pdfPageTokens, pictureTokens, type PictureTier } from '@quire/domain';
import type { Picture } from './face.ts';
import { sentPictures } from './picture-hash.ts';

/** Input tokens of all that is sent for a page, its prompt aside: exact of pictures, at most of a PDF. */
export function sentTokens(picture: Picture, tier: PictureTier): number {
  return sentPictures(picture).reduce(
    (sum, one) =>
      sum + (one.mediaType === 'application/pdf' ? pdfPageTokens(one, tier) : pictureTokens(one)),
    0,
  );
}
