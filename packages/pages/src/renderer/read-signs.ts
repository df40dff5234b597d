import { withDrawnEms } from '../drawn-ems.ts';
import type { TextSign } from '../text-sign.ts';
import type { PageFrame } from './page-frame.ts';
import type { PdfDocument } from './pdf-document.ts';
import { isPainted } from './is-painted.ts';
import { wasmCalls } from './wasm-calls.ts';

/** A page of a telephone book has 20,000 signs; what has ten times as many is not read by anyone. */
const MAX_SIGNS = 200_000;
/** What PDFium says where a word is broken at the end of a line. */
const LINE_END_HYPHEN = 0x02;
/** In the place of what no code point is, as a font's own table may say. */
const REPLACEMENT = 0xfffd;
const LAST_CODE_POINT = 0x10_ffff;

/** All signs of a loaded page, in the order in which they are written. */
export function readSigns(
  document: PdfDocument,
  page: number,
  frame: PageFrame,
): readonly TextSign[] {
  const { api } = document;
  const text = api.FPDFText_LoadPage(page);
  if (text === 0) return [];
  const memory = api.pdfium.wasmExports.malloc(64);
  try {
    const count = Math.min(api.FPDFText_CountChars(text), MAX_SIGNS);
    const signs: TextSign[] = [];
    let run: TextRun | undefined;
    for (let at = 0; at < count; at += 1) {
      const place = { text, at, memory };
      const sign = readCode(document, place);
      if (sign === null) {
        signs.push(BREAK);
        continue;
      }
      const object = wasmCalls(api).object(text, at);
      if (run?.object !== object || object === 0) run = readRun(document, place, object, frame);
      signs.push(readSign(document, place, frame, sign, run));
    }
    return withDrawnEms(signs);
  } finally {
    api.pdfium.wasmExports.free(memory);
    api.FPDFText_ClosePage(text);
  }
}

interface SignPlace {
  readonly text: number;
  readonly at: number;
  /** Room for four doubles, and after them for six floats. */
  readonly memory: number;
}

/** What all signs of one text object have in common: it is asked for once, not 80 times a line. */
interface TextRun {
  readonly object: number;
  readonly fontSize: number;
  readonly angle: number;
  readonly font: number;
  readonly isHidden: boolean;
}

const BREAK: TextSign = {
  text: '',
  x: 0,
  y: 0,
  width: 0,
  height: 0,
  fontSize: 0,
  angle: 0,
  font: 0,
  isMapped: true,
  isHidden: false,
};

/** The Unicode of a sign; null where it only parts words. */
function readCode({ api }: PdfDocument, { text, at }: SignPlace): number | null {
  const calls = wasmCalls(api);
  const code = calls.unicode(text, at) >>> 0;
  if (code === LINE_END_HYPHEN) return code;
  if (code > LAST_CODE_POINT) return REPLACEMENT;
  return calls.isGenerated(text, at) === 1 || isSpace(code) ? null : code;
}

function isSpace(code: number): boolean {
  // Nine signs of ten are letters and figures, for which no pattern need be asked.
  if (code > 0x20 && code < 0x7f) return false;
  return /\s/.test(String.fromCodePoint(code));
}

function readRun(
  { api }: PdfDocument,
  { text, at, memory }: SignPlace,
  object: number,
  frame: PageFrame,
): TextRun {
  const calls = wasmCalls(api);
  calls.matrix(text, at, memory + 32);
  const floats = api.pdfium.HEAPF32;
  const matrix = memory / 4 + 8;
  const [a, b] = [floats[matrix] ?? 1, floats[matrix + 1] ?? 0];
  const [c, d] = [floats[matrix + 2] ?? 0, floats[matrix + 3] ?? 1];
  const said = calls.fontSize(text, at);
  // Less than nothing is a turn by half: some generators turn their text twice, and it stands upright.
  const degrees = frame.rotation - (Math.atan2(b, a) * 180) / Math.PI + (said < 0 ? 180 : 0);
  return {
    object,
    fontSize: Math.abs(said) * Math.hypot(c, d) * frame.scale,
    angle: (Math.round(degrees) + 720) % 360,
    font: object === 0 ? 0 : calls.font(object),
    isHidden: object !== 0 && !isPainted(api, object, memory),
  };
}

function readSign(
  { api }: PdfDocument,
  { text, at, memory }: SignPlace,
  frame: PageFrame,
  code: number,
  { fontSize, angle, font, isHidden }: TextRun,
): TextSign {
  const calls = wasmCalls(api);
  const isHyphen = code === LINE_END_HYPHEN;
  calls.box(text, at, memory, memory + 8, memory + 16, memory + 24);
  // Number by number: a view taken apart costs more than all the calls for a sign.
  const doubles = api.pdfium.HEAPF64;
  const { x, y, width, height } = frame.place({
    left: doubles[memory / 8] ?? 0,
    right: doubles[memory / 8 + 1] ?? 0,
    bottom: doubles[memory / 8 + 2] ?? 0,
    top: doubles[memory / 8 + 3] ?? 0,
  });
  return {
    text: isHyphen ? '-' : String.fromCodePoint(code),
    x,
    y,
    width,
    height,
    fontSize,
    angle,
    font,
    isMapped: isHyphen || (calls.hasMapError(text, at) !== 1 && hasMeaning(code)),
    isHidden,
  };
}

/** Control characters, private use and the replacement character say nothing. */
function hasMeaning(code: number): boolean {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return false;
  if (code >= 0xe000 && code <= 0xf8ff) return false;
  return code < 0xf_0000 && (code < 0xfff0 || code > 0xffff);
}
