import sharp from 'sharp';
import { invalidRequest } from '../api/invalid-request.ts';
import type { Picture } from '../vision/picture.ts';

/** Decodes every pixel, as the API does before a model sees any. */
export async function checkDecodes(picture: Picture): Promise<void> {
  try {
    await sharp(picture.bytes, { failOn: 'error' }).stats();
  } catch {
    throw invalidRequest('Could not process image');
  }
}
