import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** From `fpdf_sysfontinfo.h`: what PDFium calls the scripts (the numbers are Windows' own). */
const SHIFT_JIS = 128;
const HANGUL = 129;
const GB2312 = 134;
const BIG5 = 136;

/** Strokes at least this heavy are set in bold (OpenType: 400 is regular, 700 bold). */
const BOLD_FROM = 600;

/** The package and the file's name of each script's font. All are Noto Sans, under the OFL. */
const FAMILIES: ReadonlyMap<number, { readonly from: string; readonly name: string }> = new Map([
  [GB2312, { from: '@embedpdf/fonts-sc', name: 'NotoSansHans-*.otf' }],
  [BIG5, { from: '@embedpdf/fonts-tc', name: 'NotoSansHant-*.otf' }],
  [SHIFT_JIS, { from: '@embedpdf/fonts-jp', name: 'NotoSansJP-*.otf' }],
  [HANGUL, { from: '@embedpdf/fonts-kr', name: 'NotoSansKR-*.otf' }],
]);

/**
 * The file of a font for text whose own is not in the document.
 * @returns null where PDFium's own fonts do: Latin, and symbols
 */
export function fallbackFont(charset: number, weight: number): string | null {
  const family = FAMILIES.get(charset);
  if (family === undefined) return null;
  const { resolve } = createRequire(import.meta.url);
  const cut = weight >= BOLD_FROM ? 'Bold' : 'Regular';
  return join(dirname(resolve(family.from)), '../fonts', family.name.replace('*', cut));
}
