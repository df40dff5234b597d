import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** What PDFium says of a font that is not in the document (`MapFont` of `fpdf_sysfontinfo.h`). */
export interface WantedFont {
  /** The numbers are Windows' own. */
  readonly charset: number;
  /** OpenType's: 400 is regular, 700 bold. */
  readonly weight: number;
  readonly isItalic: boolean;
  /** Bits of `FXFONT_FF_`. */
  readonly pitchFamily: number;
}

/** From `fpdf_sysfontinfo.h`: what PDFium calls the scripts. */
const SHIFT_JIS = 128;
const HANGUL = 129;
const GB2312 = 134;
const BIG5 = 136;
const SYMBOL = 2;
const FIXED_PITCH = 1;
const ROMAN = 16;

/** Strokes at least this heavy are set in bold. */
const BOLD_FROM = 600;

/** The package and the file's name of each script's font. All are Noto Sans, under the OFL. */
const FAMILIES: ReadonlyMap<number, { readonly from: string; readonly name: string }> = new Map([
  [GB2312, { from: '@embedpdf/fonts-sc', name: 'NotoSansHans-*.otf' }],
  [BIG5, { from: '@embedpdf/fonts-tc', name: 'NotoSansHant-*.otf' }],
  [SHIFT_JIS, { from: '@embedpdf/fonts-jp', name: 'NotoSansJP-*.otf' }],
  [HANGUL, { from: '@embedpdf/fonts-kr', name: 'NotoSansKR-*.otf' }],
]);

/**
 * The file of a font for text whose own is not in the document. PDFium's own know Latin alone: text in
 * Cyrillic or Greek would be left out, and nothing says so.
 * @returns null where PDFium's own fonts do: symbols
 */
export function fallbackFont(wanted: WantedFont): string | null {
  if (wanted.charset === SYMBOL) return null;
  const family = FAMILIES.get(wanted.charset);
  if (family === undefined) return western(wanted);
  const cut = wanted.weight >= BOLD_FROM ? 'Bold' : 'Regular';
  return join(folderOf(family.from), '../fonts', family.name.replace('*', cut));
}

/**
 * Latin, Greek and Cyrillic, as wide as Arial, Times New Roman and Courier New: the Liberation fonts,
 * two of them by the names that they have at Google. All are under the OFL.
 */
function western({ weight, isItalic, pitchFamily }: WantedFont): string {
  const isBold = weight >= BOLD_FROM;
  const slant = isItalic ? 'Italic' : '';
  const isFixed = (pitchFamily & FIXED_PITCH) !== 0;
  if (!isFixed && (pitchFamily & ROMAN) === 0) {
    const cut = `${isBold ? 'Bold' : ''}${slant}` || 'Regular';
    const home = dirname(require.resolve('pdfjs-dist/package.json'));
    return join(home, 'standard_fonts', `LiberationSans-${cut}.ttf`);
  }
  const name = isFixed ? 'Cousine' : 'Tinos';
  const cut = `${isBold ? '700Bold' : '400Regular'}${isItalic ? '_Italic' : ''}`;
  return join(folderOf(`@expo-google-fonts/${name.toLowerCase()}`), cut, `${name}_${cut}.ttf`);
}

const require = createRequire(import.meta.url);

function folderOf(name: string): string {
  return dirname(require.resolve(name));
}
