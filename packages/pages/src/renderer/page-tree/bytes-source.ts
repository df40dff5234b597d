import type { Source } from './object-text.ts';

/** A file that is all in memory. */
export function bytesSource(bytes: Buffer): Source {
  return {
    byteLength: bytes.length,
    read(position, into) {
      if (position + into.length > bytes.length) return false;
      into.set(bytes.subarray(position, position + into.length));
      return true;
    },
  };
}
