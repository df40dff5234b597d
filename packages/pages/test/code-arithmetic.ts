/**
 * The probabilities of the MQ coder: how likely the less likely bit is, the next state after the likely one and
 * after the other, and whether they change places (ISO/IEC 14492, table E.1).
 */
const STATES: readonly (readonly [qe: number, likely: number, other: number, turns: 0 | 1])[] = [
  [0x5601, 1, 1, 1],
  [0x3401, 2, 6, 0],
  [0x1801, 3, 9, 0],
  [0x0ac1, 4, 12, 0],
  [0x0521, 5, 29, 0],
  [0x0221, 38, 33, 0],
  [0x5601, 7, 6, 1],
  [0x5401, 8, 14, 0],
  [0x4801, 9, 14, 0],
  [0x3801, 10, 14, 0],
  [0x3001, 11, 17, 0],
  [0x2401, 12, 18, 0],
  [0x1c01, 13, 20, 0],
  [0x1601, 29, 21, 0],
  [0x5601, 15, 14, 1],
  [0x5401, 16, 14, 0],
  [0x5101, 17, 15, 0],
  [0x4801, 18, 16, 0],
  [0x3801, 19, 17, 0],
  [0x3401, 20, 18, 0],
  [0x3001, 21, 19, 0],
  [0x2801, 22, 19, 0],
  [0x2401, 23, 20, 0],
  [0x2201, 24, 21, 0],
  [0x1c01, 25, 22, 0],
  [0x1801, 26, 23, 0],
  [0x1601, 27, 24, 0],
  [0x1401, 28, 25, 0],
  [0x1201, 29, 26, 0],
  [0x1101, 30, 27, 0],
  [0x0ac1, 31, 28, 0],
  [0x09c1, 32, 29, 0],
  [0x08a1, 33, 30, 0],
  [0x0521, 34, 31, 0],
  [0x0441, 35, 32, 0],
  [0x02a1, 36, 33, 0],
  [0x0221, 37, 34, 0],
  [0x0141, 38, 35, 0],
  [0x0111, 39, 36, 0],
  [0x0085, 40, 37, 0],
  [0x0049, 41, 38, 0],
  [0x0025, 42, 39, 0],
  [0x0015, 43, 40, 0],
  [0x0009, 44, 41, 0],
  [0x0005, 45, 42, 0],
  [0x0001, 45, 43, 0],
];
/** Integers by their size: the bits that say which, the least, and the bits of the rest (table A.1). */
const RANGES: readonly (readonly [prefix: string, least: number, bits: number])[] = [
  ['11111', 4436, 32],
  ['11110', 340, 12],
  ['1110', 84, 8],
  ['110', 20, 6],
  ['10', 4, 4],
  ['0', 0, 2],
];

/** Writes bits as JBIG2 reads them; each name has contexts of its own. */
export interface ArithmeticCoder {
  bit(name: string, context: number, value: number): void;
  /** @param value null says that none follows */
  integer(name: string, value: number | null): void;
  identity(value: number, bits: number): void;
  end(): Buffer;
}

export function startArithmeticCoder(): ArithmeticCoder {
  // The first byte stands before the data, for a carry that never comes.
  const bytes = [0];
  let [a, c, room] = [0x8000, 0, 12];
  const contexts = new Map<string, { state: number; likely: number }>();

  const byteOut = (): void => {
    const last = bytes.at(-1) ?? 0;
    if (last !== 0xff && c >= 0x800_0000) {
      bytes[bytes.length - 1] = last + 1;
      c -= 0x800_0000;
    }
    // Behind a byte that is full there is one bit of room for a carry.
    const isFull = bytes.at(-1) === 0xff;
    const shift = isFull ? 20 : 19;
    bytes.push(c >>> shift);
    c &= (1 << shift) - 1;
    room = isFull ? 7 : 8;
  };
  const bit = (name: string, context: number, value: number): void => {
    const key = `${name} ${context}`;
    const now = contexts.get(key) ?? { state: 0, likely: 0 };
    const [qe, likely, other, turns] = STATES[now.state] ?? [0, 0, 0, 0];
    a -= qe;
    const isLikely = value === now.likely;
    // The larger share is the likely bit's, whichever it lies in.
    if (isLikely === a >= qe) c += qe;
    else a = qe;
    const isKept = isLikely && (a & 0x8000) !== 0;
    if (!isKept) {
      const turned = !isLikely && turns === 1 ? 1 - now.likely : now.likely;
      contexts.set(key, { state: isLikely ? likely : other, likely: turned });
    }
    while ((a & 0x8000) === 0) {
      a <<= 1;
      c *= 2;
      room -= 1;
      if (room === 0) byteOut();
    }
  };
  return {
    bit,
    integer(name, value) {
      const size = Math.abs(value ?? 0);
      const [prefix, least, count] = RANGES.find(([, from]) => size >= from) ?? ['', 0, 0];
      const rest = (size - least).toString(2).padStart(count, '0');
      let before = 1;
      for (const digit of `${value === null || value < 0 ? 1 : 0}${prefix}${rest}`) {
        bit(name, before, Number(digit));
        const next = before * 2 + Number(digit);
        before = before < 256 ? next : (next & 511) | 256;
      }
    },
    identity(value, count) {
      let before = 1;
      for (const digit of value.toString(2).padStart(count, '0')) {
        bit('IAID', before, Number(digit));
        before = before * 2 + Number(digit);
      }
    },
    end() {
      const most = c + a;
      c = Math.floor(c / 0x1_0000) * 0x1_0000 + 0xffff;
      if (c >= most) c -= 0x8000;
      for (let times = 0; times < 2; times += 1) {
        c *= 2 ** room;
        byteOut();
      }
      if (bytes.at(-1) !== 0xff) bytes.push(0xff);
      return Buffer.from([...bytes.slice(1), 0xac]);
    },
  };
}
