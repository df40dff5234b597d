import type { TextSign } from '../text-sign.ts';
import type { PageFrame } from './page-frame.ts';
import type { PdfDocument } from './pdf-document.ts';

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
  const code = api.FPDFText_GetUnicode(text, at);
  const isHyphen = code === LINE_END_HYPHEN;
  const sign = isHyphen ? '-' : String.fromCodePoint(code);
  if (!isHyphen && (api.FPDFText_IsGenerated(text, at) === 1 || /\s/.test(sign))) return BREAK;

  api.FPDFText_GetCharBox(text, at, memory, memory + 8, memory + 16, memory + 24);
  const [left = 0, right = 0, bottom = 0, top = 0] = api.pdfium.HEAPF64.subarray(
    memory / 8,
    memory / 8 + 4,
  );
  api.FPDFText_GetMatrix(text, at, memory + 32);
  const matrix = memory / 4 + 8;
  const [a = 1, b = 0, c = 0, d = 1] = api.pdfium.HEAPF32.subarray(matrix, matrix + 4);
  const shownBy = api.FPDFText_GetTextObject(text, at);
  const degrees = frame.rotation - (Math.atan2(b, a) * 180) / Math.PI;
  return {
    text: sign,
    ...frame.place({ left, right, bottom, top }),
    fontSize: api.FPDFText_GetFontSize(text, at) * Math.hypot(c, d) * frame.scale,
    angle: (Math.round(degrees) + 720) % 360,
    isMapped: isHyphen || (api.FPDFText_HasUnicodeMapError(text, at) !== 1 && hasMeaning(code)),
    isHidden: shownBy !== 0 && api.FPDFTextObj_GetTextRenderMode(shownBy) === INVISIBLE,
  };
}

/** Control characters, private use and the replacement character say nothing. */
function hasMeaning(code: number): boolean {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return false;
  if (code >= 0xe000 && code <= 0xf8ff) return false;
  return code < 0xf_0000 && (code < 0xfff0 || code > 0xffff);
}
