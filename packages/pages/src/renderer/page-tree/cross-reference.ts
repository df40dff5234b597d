import { inflateRawSync } from 'node:zlib';
import { isDictionary, readObjectAt, type Source, textAt } from './object-text.ts';
import { type Dictionary, Unreadable, type Value } from './pdf-value.ts';

/** Where an object stands: at a position of the file, or in a stream of objects. */
type Place = { readonly at: number } | { readonly inStream: number } | null;

export interface CrossReference {
  /** Of the newest part of the file; older ones may say more, and are not asked. */
  readonly trailer: Dictionary;
  /** Where in the file the number stands that says where to begin. */
  readonly startAt: readonly [from: number, to: number];
  /** Numbers of objects that are spoken of, newer parts first: in each so many from the first on. */
  readonly ranges: readonly { readonly first: number; readonly count: number }[];
  /** Null for what is free or unknown. @throws Unreadable */
  place(object: number): Place;
}

interface Section {
  readonly first: number;
  readonly count: number;
  place(index: number): Place;
}

const TAIL_BYTES = 2_048;
const ENTRY_BYTES = 20;
/** A file that was changed more often has been changed for somebody who counts. */
const MOST_PARTS = 1_000;
const MOST_STREAM_BYTES = 32 * 1024 * 1024;
const ZLIB_HEADER_BYTES = 2;
/** In full, and as readers know it from pictures within content (PDF 1.7, 8.9.7). */
const FLATE: ReadonlySet<Value> = new Set(['/FlateDecode', '/Fl']);

/** Reads where objects stand (PDF 1.7, 7.5.4 to 7.5.8). @throws Unreadable for what is not as it says */
export function readCrossReference(file: Source): CrossReference {
  const tailAt = Math.max(0, file.byteLength - TAIL_BYTES);
  const tail = textAt(file, tailAt, TAIL_BYTES);
  const keywordAt = tail.lastIndexOf('startxref');
  const start = /^(startxref[\s\0]+)(\d+)/.exec(tail.slice(keywordAt));
  const [, keyword = '', offset = ''] = start ?? [];
  const offsetAt = tailAt + keywordAt + keyword.length;
  const sections: Section[] = [];
  const seen = new Set<number>();
  let trailer: Dictionary | undefined;
  const waiting = [offset === '' ? Number.NaN : Number(offset)];
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
    if (seen.has(at) || seen.size >= MOST_PARTS) throw new Unreadable('parts in a circle');
    seen.add(at);
    const part = readPart(file, at);
    trailer ??= part.trailer;
    sections.push(...part.sections);
    // What a hybrid file hides from old readers is newer than the part before.
    for (const key of ['/XRefStm', '/Prev']) {
      const next = part.trailer.values.get(key);
      if (typeof next === 'number') waiting.push(next);
    }
  }
  if (trailer === undefined) throw new Unreadable('no trailer');
  return {
    trailer,
    startAt: [offsetAt, offsetAt + offset.length],
    ranges: sections,
    place(object) {
      for (const section of sections) {
        const index = object - section.first;
        if (index >= 0 && index < section.count) return section.place(index);
      }
      return null;
    },
  };
}

function readPart(file: Source, at: number): { trailer: Dictionary; sections: Section[] } {
  return /^[\s\0]*xref/.test(textAt(file, at, 16)) ? readTable(file, at) : readStream(file, at);
}

function readTable(file: Source, at: number): { trailer: Dictionary; sections: Section[] } {
  const sections: Section[] = [];
  let position = at + (/^[\s\0]*xref[\s\0]*/.exec(textAt(file, at, 32))?.[0].length ?? 0);
  for (;;) {
    const head = textAt(file, position, 64);
    const trailer = /^[\s\0]*trailer/.exec(head);
    if (trailer) {
      const { value } = readObjectAt(file, position + trailer[0].length, null);
      if (!isDictionary(value)) throw new Unreadable('no trailer');
      return { trailer: value, sections };
    }
    const header = /^[\s\0]*(\d+)[ ]+(\d+)[ ]*(?:\r\n|\r|\n)/.exec(head);
    if (header === null || sections.length > 100_000) throw new Unreadable('no table');
    const from = position + header[0].length;
    const [first, count] = [Number(header[1]), Number(header[2])];
    sections.push({ first, count, place: (index) => placeIn(file, from + index * ENTRY_BYTES) });
    position = from + count * ENTRY_BYTES;
  }
}

function placeIn(file: Source, at: number): Place {
  const entry = /^(\d{10}) \d{5} ([nf])[ \r][\r\n]/.exec(textAt(file, at, ENTRY_BYTES));
  if (entry === null) throw new Unreadable('no entry');
  return entry[2] === 'n' ? { at: Number(entry[1]) } : null;
}

function readStream(file: Source, at: number): { trailer: Dictionary; sections: Section[] } {
  const number = Number(/^[\s\0]*(\d+)/.exec(textAt(file, at, 16))?.[1] ?? Number.NaN);
  const { value, end } = readObjectAt(file, at, number);
  if (!isDictionary(value)) throw new Unreadable('no stream');
  const { values } = value;
  const bytes = streamBytes(file, values, end);
  const [typeBytes = 0, secondBytes = 0, thirdBytes = 0] = numbers(values.get('/W'));
  const width = typeBytes + secondBytes + thirdBytes;
  if (width < 1 || width > 32) throw new Unreadable('no widths');
  const size = values.get('/Size');
  const index = values.has('/Index') ? numbers(values.get('/Index')) : [0, Number(size)];
  const sections: Section[] = [];
  for (let pair = 0, from = 0; pair + 1 < index.length; pair += 2) {
    const [first = 0, count = 0] = index.slice(pair, pair + 2);
    const start = from;
    sections.push({
      first,
      count,
      place(nth) {
        const entry = start + nth * width;
        if (entry + width > bytes.length) throw new Unreadable('no entry');
        const kind = typeBytes === 0 ? 1 : unsigned(bytes, entry, typeBytes);
        const second = unsigned(bytes, entry + typeBytes, secondBytes);
        if (kind === 2) return { inStream: second };
        return kind === 1 ? { at: second } : null;
      },
    });
    from += count * width;
  }
  return { trailer: value, sections };
}

/**
 * The bytes of a stream as they are meant.
 * @param values of its dictionary, none of them a reference
 * @param end of its dictionary
 */
export function streamBytes(file: Source, values: Dictionary['values'], end: number): Buffer {
  const length = values.get('/Length');
  const start = /^[\s\0]*stream(?:\r\n|\n)/.exec(textAt(file, end, 32));
  if (typeof length !== 'number' || start === null || length > MOST_STREAM_BYTES) {
    throw new Unreadable('no stream');
  }
  const packed = Buffer.alloc(length);
  if (!file.read(end + start[0].length, packed)) throw new Unreadable('no stream');
  const parms = [values.get('/DecodeParms') ?? []].flat();
  const filters = [values.get('/Filter') ?? []].flat();
  return filters.reduce((bytes: Buffer, filter, nth) => {
    if (!FLATE.has(filter)) throw new Unreadable('another filter');
    return unpredicted(inflated(bytes), parms[nth]);
  }, packed);
}

/**
 * As tolerant as readers are: some writers leave out the checksum, or spoil it, or write nothing where nothing is.
 * What is cut off within is not whole.
 */
function inflated(packed: Buffer): Buffer {
  if (packed.length === 0) return packed;
  // CM and FCHECK of RFC 1950, 2.2: what does not begin so is not packed like this.
  if (packed.length < 2 || packed.readUInt16BE(0) % 31 !== 0 || (packed.readUInt8(0) & 15) !== 8)
    throw new Unreadable('not packed so');
  try {
    return inflateRawSync(packed.subarray(ZLIB_HEADER_BYTES), {
      maxOutputLength: MOST_STREAM_BYTES,
    });
  } catch (error) {
    throw new Unreadable('cannot be unpacked', { cause: error });
  }
}

/** Undoes PNG's "up", which is what tables are packed with (PDF 1.7, 7.4.4.4). */
function unpredicted(bytes: Buffer, parms: Value | undefined): Buffer {
  const values = isDictionary(parms) ? parms.values : undefined;
  const predictor = values?.get('/Predictor') ?? 1;
  if (predictor === 1) return bytes;
  const columns = Number(values?.get('/Columns') ?? 1);
  const isPlain = Number(values?.get('/Colors') ?? 1) === 1;
  if (typeof predictor !== 'number' || predictor < 10 || !isPlain) throw new Unreadable('packed');
  const rows = Math.floor(bytes.length / (columns + 1));
  const plain = Buffer.alloc(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    const kind = bytes[row * (columns + 1)];
    for (let column = 0; column < columns; column += 1) {
      const at = row * columns + column;
      const left = column > 0 ? (plain[at - 1] ?? 0) : 0;
      const above = row > 0 ? (plain[at - columns] ?? 0) : 0;
      const before = kind === 2 ? above : kind === 1 ? left : 0;
      if (kind !== 0 && kind !== 1 && kind !== 2) throw new Unreadable('packed otherwise');
      plain[at] = ((bytes[row * (columns + 1) + 1 + column] ?? 0) + before) & 0xff;
    }
  }
  return plain;
}

function numbers(value: unknown): number[] {
  return Array.isArray(value) ? value.map(Number) : [];
}

function unsigned(bytes: Buffer, at: number, length: number): number {
  let value = 0;
  for (let index = 0; index < length; index += 1) value = value * 256 + (bytes[at + index] ?? 0);
  return value;
}
