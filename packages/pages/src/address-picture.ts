import { ADDRESS } from '@quire/domain';
import type { Picture } from './face.ts';

/**
 * What goes to Claude in place of a picture that it is to fetch itself: the address. Nothing is known of
 * the picture, so it is neither blank nor turned, and has no text of its own to be held against.
 */
export function addressPicture(url: string): Picture {
  return {
    bytes: Buffer.from(url),
    mediaType: ADDRESS,
    width: 0,
    height: 0,
    dpi: null,
    rotation: 0,
    isBlank: false,
    reason: 'handed on by its address: Claude fetched it, and nobody here has seen it',
    tiles: [],
    layer: null,
  };
}
