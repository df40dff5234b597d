import { invalidRequest } from '../api/invalid-request.ts';
import type { Picture } from '../vision/picture.ts';

/** No side of any picture may be longer. */
const MAX_SIDE_PX = 8000;
/** With more pictures than this in a request, earlier turns included, … */
const MANY_IMAGES = 20;
/** … no side of any of them may be longer than this. */
const MANY_IMAGES_MAX_SIDE_PX = 2000;

/** The limits on sides, which depend on how many pictures share the request. */
export function checkPictures(pictures: readonly Picture[]): void {
  refuseLonger(pictures, MAX_SIDE_PX, '');
  if (pictures.length > MANY_IMAGES) {
    refuseLonger(pictures, MANY_IMAGES_MAX_SIDE_PX, ' for many-image requests');
  }
}

function refuseLonger(pictures: readonly Picture[], maxSidePx: number, when: string): void {
  const paths = pictures
    .filter(({ sent }) => Math.max(sent.width, sent.height) > maxSidePx)
    .map(({ path }) => path);
  if (paths.length === 0) return;
  throw invalidRequest(
    `${paths[0]}.image.source.base64.data: image dimensions exceed max allowed size${when}: ${maxSidePx} pixels`,
    { error_code: 'image_dimensions_too_large', max_side_length_pixels: maxSidePx, paths },
  );
}
