import { type ArithmeticCoder, startArithmeticCoder } from './code-arithmetic.ts';

/** A picture of bits: true is black. */
export interface Bits {
  readonly width: number;
  readonly height: number;
  at(x: number, y: number): boolean;
}

/** Where the four adaptive pixels of template 0 stand unless told (ISO/IEC 14492, 6.2.5.4). */
const USUAL_PIXELS = [3, -1, -3, -1, 2, -2, -2, -2].map((value) => value & 255);
/** Of template 0: the two rows above and the pixels before, in any order that does not change. */
const NEAR = [
  ...[-2, -1, 0, 1, 2].map((x) => [x, -2] as const),
  ...[-3, -2, -1, 0, 1, 2, 3].map((x) => [x, -1] as const),
  ...[-4, -3, -2, -1].map((x) => [x, 0] as const),
];
const PAGE = 1;
/** Pictures of fewer bytes are painted, never taken out (`load-document.ts`). */
export const LONG_BYTES = 5_000;

/** A page of one region that is coded as CCITT Group 4 codes it. @param mmr of the whole picture */
export function jbig2OfMmr(size: Pick<Bits, 'width' | 'height'>, mmr: Buffer): Buffer {
  return Buffer.concat([pageInfo(size), genericRegion(size, [1], mmr), remark()]);
}

/** A page of one region that is coded arithmetically, with template 0. */
export function jbig2OfBits(bits: Bits): Buffer {
  const coder = startArithmeticCoder();
  codeBits(coder, bits);
  const coded = genericRegion(bits, [0, ...USUAL_PIXELS], coder.end());
  return Buffer.concat([pageInfo(bits), coded, remark()]);
}

/**
 * A page that is set of symbols, as scans are packed best: the symbols stand apart, for all pages of a document.
 * @param rows of indices of `symbols`, which are all of one size; null leaves a place empty
 */
export function jbig2OfSymbols(
  symbols: readonly Bits[],
  rows: readonly (readonly (number | null)[])[],
): { readonly globals: Buffer; readonly page: Buffer } {
  const [{ width, height } = { width: 0, height: 0 }] = symbols;
  const size = { width: width * (rows[0]?.length ?? 0), height: height * rows.length };
  return {
    globals: segment({ number: 0, type: 0, page: 0 }, symbolDictionary(symbols)),
    page: Buffer.concat([
      pageInfo(size),
      segment(
        { number: 2, type: 6, page: PAGE, refersTo: 0 },
        Buffer.concat([region(size), textRegion(symbols, rows)]),
      ),
      remark(),
    ]),
  };
}

/** 7.4.2 and 6.5: one class of height, each symbol as a region of its own, all of them exported. */
function symbolDictionary(symbols: readonly Bits[]): Buffer {
  const coder = startArithmeticCoder();
  coder.integer('IADH', symbols[0]?.height ?? 0);
  let width = 0;
  for (const symbol of symbols) {
    coder.integer('IADW', symbol.width - width);
    width = symbol.width;
    codeBits(coder, symbol);
  }
  coder.integer('IADW', null);
  coder.integer('IAEX', 0);
  coder.integer('IAEX', symbols.length);
  const head = [0, 0, ...USUAL_PIXELS, ...long(symbols.length), ...long(symbols.length)];
  return Buffer.concat([Buffer.from(head), coder.end()]);
}

/** 7.4.3 and 6.4: strips of one row, symbols placed by their upper left corners. */
function textRegion(
  symbols: readonly Bits[],
  rows: readonly (readonly (number | null)[])[],
): Buffer {
  const coder = startArithmeticCoder();
  const [{ width, height } = { width: 0, height: 0 }] = symbols;
  const idBits = Math.ceil(Math.log2(symbols.length));
  coder.integer('IADT', 0);
  let [top, first, count] = [0, 0, 0];
  for (const [at, row] of rows.entries()) {
    const placed = row.flatMap((symbol, column) =>
      symbol === null ? [] : [{ symbol, x: column * width }],
    );
    if (placed.length === 0) continue;
    coder.integer('IADT', at * height - top);
    top = at * height;
    let from: number | undefined;
    for (const { symbol, x } of placed) {
      if (from === undefined) coder.integer('IAFS', x - first);
      else coder.integer('IADS', x - from);
      if (from === undefined) first = x;
      coder.identity(symbol, idBits);
      from = x + width - 1;
      count += 1;
    }
    coder.integer('IADS', null);
  }
  return Buffer.concat([Buffer.from([0, 0x10, ...long(count)]), coder.end()]);
}

function codeBits(coder: ArithmeticCoder, bits: Bits): void {
  const { width, height } = bits;
  const near = (x: number, y: number): number =>
    x >= 0 && y >= 0 && x < width && bits.at(x, y) ? 1 : 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const context = NEAR.reduce((sum, [dx, dy]) => sum * 2 + near(x + dx, y + dy), 0);
      coder.bit('GB', context, near(x, y));
    }
  }
}

function genericRegion(
  size: Pick<Bits, 'width' | 'height'>,
  head: readonly number[],
  coded: Buffer,
): Buffer {
  const data = Buffer.concat([region(size), Buffer.from(head), coded]);
  return segment({ number: 2, type: 38, page: PAGE }, data);
}

/** 7.4.8: white, of any resolution. */
function pageInfo({ width, height }: Pick<Bits, 'width' | 'height'>): Buffer {
  const data = [...long(width), ...long(height), ...long(0), ...long(0), 0, 0, 0];
  return segment({ number: 1, type: 48, page: PAGE }, Buffer.from(data));
}

/** 7.4.15.1: a comment that nobody has to understand, as long as a scan. */
function remark(): Buffer {
  const data = Buffer.concat([Buffer.from(long(0x2000_0000)), Buffer.alloc(LONG_BYTES)]);
  return segment({ number: 3, type: 62, page: PAGE }, data);
}

/** 7.4.1: all of the page, laid on it. */
function region({ width, height }: Pick<Bits, 'width' | 'height'>): Buffer {
  return Buffer.from([...long(width), ...long(height), ...long(0), ...long(0), 0]);
}

/** 7.2 */
function segment(
  head: { number: number; type: number; page: number; refersTo?: number },
  data: Buffer,
): Buffer {
  const refers = head.refersTo === undefined ? [0] : [1 << 5, head.refersTo];
  const bytes = [...long(head.number), head.type, ...refers, head.page, ...long(data.length)];
  return Buffer.concat([Buffer.from(bytes), data]);
}

function long(value: number): number[] {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
}
