import { createHash } from 'node:crypto';
import type { EncodedPicture, Picture } from './face.ts';

/** What is sent for a page: its picture, or the parts in its place. */
export function sentPictures(picture: Picture): readonly EncodedPicture[] {
  return picture.tiles.length > 0 ? picture.tiles : [picture];
}

/** Of pictures that are still in somebody's hands. */
const hashes = new WeakMap<Picture, string>();

/** SHA-256 of all that is sent for a page, parts one after the other; of each picture computed once. */
export function pictureHash(picture: Picture): string {
  const known = hashes.get(picture);
  if (known !== undefined) return known;
  const hash = createHash('sha256');
  for (const { bytes } of sentPictures(picture)) hash.update(bytes);
  const digest = hash.digest('hex');
  hashes.set(picture, digest);
  return digest;
}
