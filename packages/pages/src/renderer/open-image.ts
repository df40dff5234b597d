import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import type { SourceFile } from '../face.ts';
import { MAX_PIXELS } from './draw-image-part.ts';

/** Its decoder takes 16 bytes for a pixel: one of 64 million, as the header of any image may say, took 1,026 MB. */
const MAX_AVIF_PIXELS = 45_000_000;
/** A JPEG's last scan may be longer than this, and has no marker in it then. */
const TAIL_BYTES = 64 * 1024;
const START_OF_SCAN = Buffer.from([0xff, 0xda]);
const END_OF_IMAGE = Buffer.from([0xff, 0xd9]);
/** Where an AVIF's main brand stands: that of a sequence, and that of the still picture which it holds as well. */
const BRAND_AT = 8;
const SEQUENCE = 'avis';
const STILL = 'avif';

/**
 * Opens a page of an image for libvips, mended where that alone would not take it.
 * @param isTiled whether it is a TIFF's whose pixels are in tiles
 */
export function openImage({ path, mediaType }: SourceFile, index: number, isTiled = false): Sharp {
  const isAvif = mediaType === 'image/avif';
  const options = { page: index, limitInputPixels: isAvif ? MAX_AVIF_PIXELS : MAX_PIXELS };
  if (mediaType === 'image/jpeg' && lacksEnd(path)) {
    // Nothing but the end may be missing: pixels that are not there are a warning now, and no longer an error.
    const whole = Buffer.concat([readFileSync(path), END_OF_IMAGE]);
    return sharp(whole, { ...options, failOn: 'warning' });
  }
  if (isAvif && isSequence(path)) {
    const still = readFileSync(path);
    still.write(STILL, BRAND_AT, 'latin1');
    return sharp(still, { ...options, failOn: 'error' });
  }
  // A tile that cannot be decoded is a warning to libvips, and would be white; of strips it is an error.
  return sharp(path, { ...options, failOn: isTiled ? 'warning' : 'error' });
}

/** Whether a JPEG stops without saying so: cameras and scanners that were switched off leave such. */
function lacksEnd(path: string): boolean {
  const tail = bytesOf(path, -TAIL_BYTES);
  const endAt = tail.lastIndexOf(END_OF_IMAGE);
  // The end before a scan is that of a thumbnail.
  return endAt < 0 || endAt < tail.lastIndexOf(START_OF_SCAN);
}

function isSequence(path: string): boolean {
  return bytesOf(path, BRAND_AT + SEQUENCE.length).toString('latin1', BRAND_AT) === SEQUENCE;
}

/** So many bytes of a file's beginning; of its end, where they are less than none. */
function bytesOf(path: string, count: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, Math.abs(count)));
    const read = readSync(file, bytes, 0, bytes.length, count < 0 ? size - bytes.length : 0);
    return bytes.subarray(0, read);
  } finally {
    closeSync(file);
  }
}
