import { existsSync } from 'node:fs';
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

/** A font's file: the package that brings it, and where the file lies from the package's own entry. */
interface FontFile {
  readonly from: string;
  readonly path: string;
}

/** Each script's fonts, regular and bold. All are Noto Sans, under the OFL. */
const SCRIPTS: ReadonlyMap<number, readonly [FontFile, FontFile]> = new Map([
  [GB2312, noto('@embedpdf/fonts-sc', 'NotoSansHans')],
  [BIG5, noto('@embedpdf/fonts-tc', 'NotoSansHant')],
  [SHIFT_JIS, noto('@embedpdf/fonts-jp', 'NotoSansJP')],
  [HANGUL, noto('@embedpdf/fonts-kr', 'NotoSansKR')],
]);

/**
 * Latin, Greek and Cyrillic, as wide as Arial, Times New Roman and Courier New: the Liberation fonts,
 * two of them by the names that they have at Google. All are under the OFL. Of each the regular, the
 * bold, the italic and the bold italic cut.
 */
const SANS = ['Regular', 'Bold', 'Italic', 'BoldItalic'].map((cut) => ({
  from: 'pdfjs-dist/package.json',
  path: `standard_fonts/LiberationSans-${cut}.ttf`,
}));
const SERIF = google('Tinos');
const TYPED = google('Cousine');

/**
 * The file of a font for text whose own is not in the document. PDFium's own know Latin alone: text in
 * Cyrillic or Greek would be left out, and nothing says so.
 * @returns null where PDFium's own fonts do: symbols
 */
export function fallbackFont({
  charset,
  weight,
  isItalic,
  pitchFamily,
}: WantedFont): string | null {
  if (charset === SYMBOL) return null;
  const isBold = weight >= BOLD_FROM;
  const script = SCRIPTS.get(charset);
  if (script !== undefined) return pathOf(script[isBold ? 1 : 0]);
  const isFixed = (pitchFamily & FIXED_PITCH) !== 0;
  const family = isFixed ? TYPED : (pitchFamily & ROMAN) === 0 ? SANS : SERIF;
  const font = family[(isBold ? 1 : 0) + (isItalic ? 2 : 0)];
  return font === undefined ? null : pathOf(font);
}

/** The packages whose fonts are not all there. Without them PDFium would leave text out, silently. */
export function missingFonts(isThere: (path: string) => boolean = existsSync): readonly string[] {
  const all = [...[...SCRIPTS.values()].flat(), ...SANS, ...SERIF, ...TYPED];
  const missing = all.filter((font) => {
    try {
      return !isThere(pathOf(font));
    } catch {
      return true;
    }
  });
  return [...new Set(missing.map(({ from }) => from.replace(/\/package\.json$/, '')))];
}

function noto(from: string, name: string): [FontFile, FontFile] {
  return [
    { from, path: `../fonts/${name}-Regular.otf` },
    { from, path: `../fonts/${name}-Bold.otf` },
  ];
}

function google(name: string): FontFile[] {
  const from = `@expo-google-fonts/${name.toLowerCase()}`;
  return ['400Regular', '700Bold', '400Regular_Italic', '700Bold_Italic'].map((cut) => ({
    from,
    path: `${cut}/${name}_${cut}.ttf`,
  }));
}

const require = createRequire(import.meta.url);
const folders = new Map<string, string>();

/** @throws Error where the package is not installed */
function pathOf({ from, path }: FontFile): string {
  const known = folders.get(from);
  // Where a package lies is looked up in ten places: once is enough.
  const folder = known ?? dirname(require.resolve(from));
  if (known === undefined) folders.set(from, folder);
  return join(folder, path);
}
