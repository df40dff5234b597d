import { hash } from 'node:crypto';
import type { Picture } from '../vision/picture.ts';
import { checkDecodes } from './check-decodes.ts';
import { digestText, type DigestOptions } from './digest-text.ts';
import type { Engine } from './engine.ts';

/** Answers at once, from the bytes alone. */
export function createDigestEngine(
  options: DigestOptions & { readonly strictDecode: boolean },
): Engine {
  return {
    async read(picture: Picture): Promise<string> {
      if (options.strictDecode) await checkDecodes(picture);
      return digestText(picture, options);
    },
    async readPdf(bytes) {
      // A PDF has no pixels: the size only stands in the first line.
      return digestText({ sha256: hash('sha256', bytes), sent: { width: 0, height: 0 } }, options);
    },
    async stop() {},
  };
}
