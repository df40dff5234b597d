import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fallbackFont } from './fallback-fonts.ts';
import type { Pdfium } from './load-pdfium.ts';
import { sfntTable } from './sfnt-table.ts';

/** Fonts that are kept in memory, those last used: two Chinese ones, or all others. */
const MOST_KEPT_BYTES = 20 * 1024 * 1024;

interface OpenFont {
  readonly path: string;
  readonly bytes: Buffer;
  readonly charset: number;
}

/**
 * Gives PDFium fonts for text whose own are not in the document. Without them such text in Chinese,
 * Japanese, Korean, Greek or Cyrillic is left out, and nothing says so.
 */
export function provideFonts(api: Pdfium): void {
  const { pdfium } = api;
  const fonts = new Map<number, OpenFont>();
  const read = keptFiles();
  let handles = 0;

  /** Writes what fits, and says how long it is in full: so PDFium asks for sizes. */
  const give = (bytes: Uint8Array, into: number, room: number): number => {
    if (into !== 0 && room >>> 0 >= bytes.length) pdfium.HEAPU8.set(bytes, into >>> 0);
    return bytes.length;
  };
  const mapFont = (
    _: number,
    weight: number,
    italic: number,
    charset: number,
    pitchFamily: number,
  ): number => {
    const path = fallbackFont({ weight, isItalic: italic !== 0, charset, pitchFamily });
    if (path === null) return 0;
    fonts.set((handles += 1), { path, charset, bytes: read(path) });
    return handles;
  };
  const fontData = (_: number, handle: number, tag: number, into: number, room: number): number => {
    const bytes = fonts.get(handle)?.bytes;
    const asked = bytes && (tag === 0 ? bytes : sfntTable(bytes, tag >>> 0));
    return asked ? give(asked, into, room) : 0;
  };
  const faceName = (_: number, handle: number, into: number, room: number): number => {
    const font = fonts.get(handle);
    return font ? give(Buffer.from(`${basename(font.path)}\0`), into, room) : 0;
  };
  /** `FPDF_SYSFONTINFO` of `fpdf_sysfontinfo.h` in 32-bit memory: the version, then its functions. */
  const fields = [
    1,
    pdfium.addFunction(() => undefined, 'vi'), // Release
    pdfium.addFunction(() => undefined, 'vii'), // EnumFonts
    pdfium.addFunction(mapFont, 'iiiiiiii'),
    pdfium.addFunction(() => 0, 'iii'), // GetFont, by a name that nobody here has
    pdfium.addFunction(fontData, 'iiiiii'),
    pdfium.addFunction(faceName, 'iiiii'),
    pdfium.addFunction((_: number, handle: number) => fonts.get(handle)?.charset ?? 0, 'iii'),
    pdfium.addFunction((_: number, handle: number) => void fonts.delete(handle), 'vii'),
  ];
  const info = pdfium.wasmExports.malloc(fields.length * 4);
  for (const [index, field] of fields.entries()) pdfium.setValue(info + index * 4, field, 'i32');
  // Never freed: PDFium holds on to it for as long as it lives.
  api.FPDF_SetSystemFontInfo(info);
}

/** Reads files, and keeps those last read: documents that come one after another use the same fonts. */
function keptFiles(): (path: string) => Buffer {
  const kept = new Map<string, Buffer>();
  let keptBytes = 0;
  return (path) => {
    const found = kept.get(path);
    const bytes = found ?? readFileSync(path);
    if (found === undefined) keptBytes += bytes.length;
    // Last in the map is last used.
    kept.delete(path);
    kept.set(path, bytes);
    for (const [oldest, { length }] of kept) {
      if (keptBytes <= MOST_KEPT_BYTES || oldest === path) break;
      kept.delete(oldest);
      keptBytes -= length;
    }
    return bytes;
  };
}
