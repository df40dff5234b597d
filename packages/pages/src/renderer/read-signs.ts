import type { TextSign } from '../text-sign.ts';
import type { PageFrame } from './page-frame.ts';
import type { PdfDocument } from './pdf-document.ts';
import { textCalls } from './text-calls.ts';

/** A page of a telephone book has 20,000 signs; what has ten times as many is not read by anyone. */
const MAX_SIGNS = 200_000;
/** `FPDF_TEXTRENDERMODE_INVISIBLE` of `fpdf_edit.h`. */
const INVISIBLE = 3;
/** What PDFium says where a word is broken at the end of a line. */
const LINE_END_HYPHEN = 0x02;

/** All signs of a loaded page, in the order in which they are written. */
export function readSigns(document: PdfDocument, page: number, frame: PageFrame): TextSign[] {
  const { api } = document;
  const text = api.FPDFText_LoadPage(page);
  if (text === 0) return [];
  const memory = api.pdfium.wasmExports.malloc(64);
  try {
    const count = Math.min(api.FPDFText_CountChars(text), MAX_SIGNS);
    return Array.from({ length: count }, (_, at) =>
      readSign(document, { text, at, memory }, frame),
    );
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

const BREAK: TextSign = {
  text: '',
  x: 0,
  y: 0,
  width: 0,
  height: 0,
  fontSize: 0,
  angle: 0,
  isMapped: true,
  isHidden: false,
};

function readSign({ api }: PdfDocument, place: SignPlace, frame: PageFrame): TextSign {
  const { text, at, memory } = place;
  const calls = textCalls(api);
  const code = calls.unicode(text, at) >>> 0;
  const isHyphen = code === LINE_END_HYPHEN;
  const sign = isHyphen ? '-' : String.fromCodePoint(code);
  if (!isHyphen && (calls.isGenerated(text, at) === 1 || /\s/.test(sign))) return BREAK;

  calls.box(text, at, memory, memory + 8, memory + 16, memory + 24);
  calls.matrix(text, at, memory + 32);
  // Number by number: a view taken apart costs more than all the calls for a sign.
  const { HEAPF64: doubles, HEAPF32: floats } = api.pdfium;
  const corners = {
    left: doubles[memory / 8] ?? 0,
    right: doubles[memory / 8 + 1] ?? 0,
    bottom: doubles[memory / 8 + 2] ?? 0,
    top: doubles[memory / 8 + 3] ?? 0,
  };
  const matrix = memory / 4 + 8;
  const [b, c, d] = [floats[matrix + 1] ?? 0, floats[matrix + 2] ?? 0, floats[matrix + 3] ?? 1];
  const a = floats[matrix] ?? 1;
  const shownBy = calls.object(text, at);
  const degrees = frame.rotation - (Math.atan2(b, a) * 180) / Math.PI;
  return {
    text: sign,
    ...frame.place(corners),
    fontSize: calls.fontSize(text, at) * Math.hypot(c, d) * frame.scale,
    angle: (Math.round(degrees) + 720) % 360,
    isMapped: isHyphen || (calls.hasMapError(text, at) !== 1 && hasMeaning(code)),
    isHidden: shownBy !== 0 && calls.renderMode(shownBy) === INVISIBLE,
  };
}

/** Control characters, private use and the replacement character say nothing. */
function hasMeaning(code: number): boolean {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return false;
  if (code >= 0xe000 && code <= 0xf8ff) return false;
  return code < 0xf_0000 && (code < 0xfff0 || code > 0xffff);
}
