/**
 * All names that an image may use and still be its JPEG and nothing else. What is not among them may
 * be a mask, a turn of its colours or a layer that is switched off.
 */
const PLAIN_NAMES = new Set(
  (
    'Type XObject Subtype Image Width Height W H BitsPerComponent Filter DCTDecode Length Name ' +
    'Interpolate Intent Perceptual RelativeColorimetric Metadata ColorSpace DeviceGray DeviceRGB ' +
    'ICCBased N Alternate'
  ).split(' '),
);

/** @param dictionary of an image, as it is written in the file */
export function isPlainImage(dictionary: string): boolean {
  // Comments, names in another spelling and strings can hide a name: such images are painted.
  if (/[%#()]/.test(dictionary)) return false;
  const names = Array.from(dictionary.matchAll(/\/([^\s/[\]<>]*)/g), ([, name = '']) => name);
  return names.includes('DCTDecode') && names.every((name) => PLAIN_NAMES.has(name));
}
