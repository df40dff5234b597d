import { deflateSync } from 'node:zlib';
import { bits, colours, greys, packedPixels, pixelsOf, SIZE, veils } from './patches.ts';
import {
  BILEVEL,
  COLOUR,
  GREY,
  type PictureCase,
  pictureCase,
  type PictureRow,
} from './picture-case.ts';

const grey = greys.map(([value = 0]) => [value, value, value]);
const negative = (patches: PictureCase['seen']): number[][] =>
  patches.map((patch) => patch.map((value) => 255 - value));
const plain = pixelsOf(colours);
const indices = colours.map((_, at) => [at]);
/** Of `colours`, by the formulas of CIE 15 for the white of a screen; a and b are stored 128 higher. */
const LAB = [
  [53, 80, 67],
  [88, -86, 83],
  [32, 79, -108],
  [100, 0, 0],
  [0, 0, 0],
  [97, -22, 94],
  [91, -48, -14],
  [54, 0, 0],
].map(([lightness = 0, a = 0, b = 0]) => [Math.round(lightness * 2.55), a + 128, b + 128]);

const rows: readonly PictureRow[] = [
  ['no coding', COLOUR, plain, colours],
  ['Flate', `${COLOUR}/Filter/FlateDecode`, deflateSync(plain), colours],
  [
    'Flate, by what stands above',
    `${COLOUR}/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors 3/Columns 64>>`,
    deflateSync(lessAbove(plain, SIZE.width * 3)),
    colours,
  ],
  ['LZW', `${COLOUR}/Filter/LZWDecode`, lzw(plain), colours],
  ['RunLength', `${COLOUR}/Filter/RunLengthDecode`, runLength(plain), colours],
  ['ASCII85', `${COLOUR}/Filter/ASCII85Decode`, ascii85(plain), colours],
  [
    'ASCIIHex over Flate',
    `${COLOUR}/Filter[/ASCIIHexDecode/FlateDecode]`,
    Buffer.from(`${deflateSync(plain).toString('hex')}>`),
    colours,
  ],
  [
    '16 bits',
    '/BitsPerComponent 16/ColorSpace/DeviceRGB',
    Buffer.from([...plain].flatMap((value) => [value, value])),
    colours,
  ],
  [
    'four bits of grey',
    '/BitsPerComponent 4/ColorSpace/DeviceGray',
    packedPixels(
      greys.map(([value = 0]) => [value >> 4]),
      4,
    ),
    greys.map(([value = 0]) => [(value >> 4) * 17, (value >> 4) * 17, (value >> 4) * 17]),
  ],
  [
    'grey in its negative',
    `${GREY}/Filter/FlateDecode/Decode[1 0]`,
    deflateSync(pixelsOf(greys)),
    negative(grey),
  ],
  [
    'colours in their negative',
    `${COLOUR}/Filter/FlateDecode/Decode[1 0 1 0 1 0]`,
    deflateSync(plain),
    negative(colours),
  ],
  [
    'indices',
    '/BitsPerComponent 4/ColorSpace[/Indexed/DeviceRGB 7 6 0 R]',
    packedPixels(indices, 4),
    colours,
    { other: { dictionary: '', stream: Buffer.from(colours.flat()).toString('latin1') } },
  ],
  [
    'a spot colour',
    '/BitsPerComponent 8/ColorSpace[/Separation/Rust/DeviceRGB 6 0 R]',
    pixelsOf(greys),
    greys.map(([tint = 0]) => [255 - tint * 0.2, 255 - tint * 0.6, 255 - tint]),
    { other: '<</FunctionType 2/Domain[0 1]/C0[1 1 1]/C1[.8 .4 0]/N 1>>' },
  ],
  [
    'Lab',
    '/BitsPerComponent 8/ColorSpace[/Lab<</WhitePoint[.9505 1 1.089]/Range[-128 127 -128 127]>>]',
    pixelsOf(LAB),
    colours,
    { off: 48 },
  ],
  [
    'a stencil',
    '/ImageMask true/BitsPerComponent 1',
    packedPixels(bits, 1),
    bits.map(([bit]) => (bit === 0 ? [204, 0, 0] : [255, 255, 255])),
  ],
  [
    'without what is of one colour',
    `${COLOUR}/Mask[0 0 255 255 0 0]`,
    plain,
    colours.map((patch, at) => (at === 1 ? [255, 255, 255] : patch)),
  ],
  [
    'under a stencil',
    `${COLOUR}/Mask 6 0 R`,
    plain,
    colours.map((patch, at) => (bits[at]?.[0] === 1 ? [255, 255, 255] : patch)),
    { other: asMask('/ImageMask true/BitsPerComponent 1', packedPixels(bits, 1)) },
  ],
  [
    'under a veil',
    `${COLOUR}/SMask 6 0 R`,
    plain,
    colours.map((patch, at) => (veils[at]?.[0] === 0 ? [255, 255, 255] : patch.map(halved))),
    { other: asMask(GREY, pixelsOf(veils.map(([veil = 0]) => [veil === 0 ? 0 : 128]))) },
  ],
  [
    'black and white the other way round',
    `${BILEVEL}/Decode[1 0]`,
    packedPixels(bits, 1),
    bits.map(([bit]) => (bit === 0 ? [255, 255, 255] : [0, 0, 0])),
  ],
];

/** In the codings and kinds of colour of programs that write PDFs. */
export const plainPictures: readonly PictureCase[] = rows.map(pictureCase);

function asMask(image: string, pixels: Buffer): { dictionary: string; stream: string } {
  const dictionary = `/Type/XObject/Subtype/Image/Width 64/Height 32${image}`;
  return { dictionary, stream: pixels.toString('latin1') };
}

/** Half of it, on paper. */
function halved(value: number): number {
  return 127 + value / 2;
}

/** PNG's filter 2: each row without the one above. */
function lessAbove(pixels: Buffer, rowBytes: number): Buffer {
  const bytes: number[] = [];
  for (const [at, value] of pixels.entries()) {
    if (at % rowBytes === 0) bytes.push(2);
    bytes.push((value - (pixels[at - rowBytes] ?? 0)) & 255);
  }
  return Buffer.from(bytes);
}

/** Each byte for itself in nine bits: the table is cleared before its codes would be longer. */
function lzw(pixels: Buffer): Buffer {
  const [clear, end] = [256, 257];
  const codes = [...pixels].flatMap((value, at) => (at % 250 === 0 ? [clear, value] : [value]));
  const digits = [...codes, end].map((code) => code.toString(2).padStart(9, '0')).join('');
  const bytes = digits.padEnd(Math.ceil(digits.length / 8) * 8, '0').match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
}

function runLength(pixels: Buffer): Buffer {
  const bytes: number[] = [];
  for (let at = 0; at < pixels.length;) {
    let count = 1;
    while (count < 128 && pixels[at + count] === pixels[at]) count += 1;
    bytes.push(count === 1 ? 0 : 257 - count, pixels[at] ?? 0);
    at += count;
  }
  return Buffer.from([...bytes, 128]);
}

function ascii85(pixels: Buffer): Buffer {
  let text = '';
  for (let at = 0; at < pixels.length; at += 4) {
    const word = pixels.readUInt32BE(at);
    const digits = [4, 3, 2, 1, 0].map((power) => Math.floor(word / 85 ** power) % 85);
    text += word === 0 ? 'z' : String.fromCharCode(...digits.map((digit) => digit + 33));
  }
  return Buffer.from(`${text}~>`);
}
