/** How a plain image is written: as a JPEG, or as bits or bytes of grey in whatever compression. */
export type Coding = 'jpeg' | 'shades';

/**
 * All names that an image may use and still be its pixels and nothing else. What is not among them may
 * be a mask, a turn of its colours or a layer that is switched off.
 */
const PLAIN_NAMES = new Set(
  (
    'Type XObject Subtype Image Width Height W H BitsPerComponent Filter Length Name Interpolate ' +
    'Intent Perceptual RelativeColorimetric Metadata ColorSpace DeviceGray'
  ).split(' '),
);
const NAMES_OF: Readonly<Record<Coding, ReadonlySet<string>>> = {
  jpeg: new Set(['DCTDecode', 'DeviceRGB', 'ICCBased', 'N', 'Alternate']),
  shades: new Set(
    (
      'FlateDecode LZWDecode CCITTFaxDecode JBIG2Decode DecodeParms JBIG2Globals Predictor Colors ' +
      'Columns EarlyChange K Rows EndOfLine EncodedByteAlign EndOfBlock BlackIs1 DamagedRowsBeforeError'
    ).split(' '),
  ),
};

/** @param dictionary of an image, as it is written in the file */
export function isPlainImage(dictionary: string, coding: Coding): boolean {
  // Comments, names in another spelling and strings can hide a name: such images are painted.
  if (/[%#()]/.test(dictionary)) return false;
  const names = Array.from(dictionary.matchAll(/\/([^\s/[\]<>]*)/g), ([, name = '']) => name);
  const own = NAMES_OF[coding];
  return (
    names.includes(coding === 'jpeg' ? 'DCTDecode' : 'DeviceGray') &&
    names.every((name) => PLAIN_NAMES.has(name) || own.has(name))
  );
}
