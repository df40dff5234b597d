import { createHash } from 'node:crypto';
import type { EncodedPicture, Picture } from './face.ts';

/** What is sent for a page: its picture, or the parts in its place. */
export function sentPictures(picture: Picture): readonly EncodedPicture[] {
  return picture.tiles.length > 0 ? picture.tiles : [picture];
}

/** SHA-256 of all that is sent for a page, parts one after the other. */
export function pictureHash(picture: Picture): string {
  const hash = createHash('sha256');
  for (const { bytes } of sentPictures(picture)) hash.update(bytes);
  return hash.digest('hex');
}
