import { codedPicture, inkJp2 } from './coded-pictures.ts';
import { jbig2OfBits, jbig2OfMmr, jbig2OfSymbols, LONG_BYTES } from './craft-jbig2.ts';
import { bits, colours, greys, inks, patchOf, pixelsOf, SIZE, veils } from './patches.ts';
import {
  BILEVEL,
  GREY,
  INK,
  type PictureCase,
  pictureCase,
  type PictureRow,
} from './picture-case.ts';

const black = bits.map(([bit = 0]) => [255 * bit, 255 * bit, 255 * bit]);
const negative = black.map((patch) => patch.map((value) => 255 - value));
const grey = greys.map(([value = 0]) => [value, value, value]);
const veiled = colours.map((patch, at) => (veils[at]?.[0] === 0 ? [255, 255, 255] : patch));
/** `inks` as a press prints them, and as screens show that: each engine in a way of its own. */
const printed = [
  [237, 28, 36],
  [0, 166, 81],
  [46, 49, 146],
  [255, 255, 255],
  [35, 31, 32],
  [255, 242, 0],
  [0, 174, 239],
  [147, 149, 152],
];
const PRINTED_OFF = 64;

/** Filled ones, and a frame of one pixel around nothing. */
const symbols = [true, false].map((isFilled) => ({
  width: 16,
  height: 16,
  at: (x: number, y: number) => isFilled || x % 15 === 0 || y % 15 === 0,
}));
const ofSymbols = jbig2OfSymbols(symbols, [
  [0, null, 0, 1],
  [null, null, 0, null],
]);
const whatSymbolsShow = black.map((patch, at) => (at === 3 ? [255, 255, 255] : patch));

const G4 = `${BILEVEL}/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 64/Rows 32`;
const G3 = `${BILEVEL}/Filter/CCITTFaxDecode/DecodeParms<</Columns 64/Rows 32/EndOfLine true/EndOfBlock false`;
const JBIG2 = `${BILEVEL}/Filter/JBIG2Decode`;

const rows: readonly PictureRow[] = [
  ['CCITT group 4', `${G4}>>`, long('group4'), black],
  ['CCITT group 4, black as 1', `${G4}/BlackIs1 true>>`, long('group4'), negative],
  ['CCITT group 3', `${G3}>>`, long('group3'), black],
  ['CCITT group 3, by rows', `${G3}/K 4>>`, long('group3ByRows'), black],
  ['JBIG2', JBIG2, jbig2OfBits({ ...SIZE, at: (x, y) => patchOf(bits, x, y)[0] === 0 }), black],
  ['JBIG2 as group 4', JBIG2, jbig2OfMmr(SIZE, codedPicture('group4')), black],
  [
    'JBIG2 of symbols that stand apart',
    `${JBIG2}/DecodeParms<</JBIG2Globals 6 0 R>>`,
    ofSymbols.page,
    whatSymbolsShow,
    { other: { dictionary: '', stream: ofSymbols.globals.toString('latin1') } },
  ],

  ['JPX, grey', jpx('/ColorSpace/DeviceGray'), codedPicture('greyJp2'), grey],
  ['JPX, grey as it says itself', jpx(''), codedPicture('greyJp2'), grey],
  ['JPX of 16 bits', jpx('/ColorSpace/DeviceGray'), codedPicture('deepJp2'), grey],
  ['JPX, coloured', jpx('/ColorSpace/DeviceRGB'), codedPicture('colourJp2'), colours],
  ['JPX, coloured as it says itself', jpx(''), codedPicture('colourJp2'), colours],
  ['JPX, no file', jpx('/ColorSpace/DeviceRGB'), codedPicture('colourCodestream'), colours],
  ['JPX with loss', jpx(''), codedPicture('lossyJp2'), colours],
  ['JPX in four inks', jpx('/ColorSpace/DeviceCMYK'), inkJp2(), printed, { off: PRINTED_OFF }],
  ['JPX, veiled by itself', jpx('/SMaskInData 1'), codedPicture('veiledJp2'), veiled],
  ['JPX, its own veil not asked for', jpx(''), codedPicture('veiledJp2'), colours],
  [
    'JPX under a mask',
    jpx('/ColorSpace/DeviceRGB/SMask 6 0 R'),
    codedPicture('colourJp2'),
    veiled,
    {
      other: {
        dictionary: `/Type/XObject/Subtype/Image/Width 64/Height 32${GREY}`,
        stream: pixelsOf(veils).toString('latin1'),
      },
    },
  ],
  [
    'JPX of indices',
    jpx('/BitsPerComponent 8/ColorSpace[/Indexed/DeviceGray 255 6 0 R]'),
    codedPicture('greyJp2'),
    grey.map((patch) => patch.map((value) => 255 - value)),
    { other: { dictionary: '', stream: Buffer.from(falling()).toString('latin1') } },
  ],

  ['four inks', INK, pixelsOf(inks), printed, { off: PRINTED_OFF }],
  [
    'JPEG in four inks',
    `${INK}/Filter/DCTDecode`,
    codedPicture('plainInkJpeg'),
    printed,
    { off: PRINTED_OFF },
  ],
  [
    'JPEG in four inks as Adobe writes them',
    `${INK}/Filter/DCTDecode/Decode[1 0 1 0 1 0 1 0]`,
    codedPicture('inkJpeg'),
    printed,
    { off: PRINTED_OFF },
  ],
];

/** Behind its end nothing is read. */
function long(name: Parameters<typeof codedPicture>[0]): Buffer {
  return Buffer.concat([codedPicture(name), Buffer.alloc(LONG_BYTES)]);
}

/** In the codings of scanners and presses. */
export const scannedPictures: readonly PictureCase[] = rows.map(pictureCase);

/** Of this PDFium shows nothing, and pdf.js all. */
export const misnamedPicture: PictureCase = {
  name: 'JPX in four inks that says it has three colours',
  image: jpx('/ColorSpace/DeviceCMYK'),
  stream: codedPicture('misnamedInkJp2'),
  seen: printed,
  off: PRINTED_OFF,
};

function jpx(more: string): string {
  return `/Filter/JPXDecode${more}`;
}

function falling(): number[] {
  return Array.from({ length: 256 }, (_, at) => 255 - at);
}
