import { closeSync, openSync, readSync } from 'node:fs';

/** A directory is some 300 bytes long, and what it points to is often beside it. */
const BLOCK_BYTES = 4 * 1024;
/** A directory of a page has twenty entries or so; libtiff reads none of more than 4,096. */
const MAX_ENTRIES = 10_000;
/** Values longer than this say nothing of a page's kind that a reader would take. */
const MAX_VALUE_BYTES = 256;

/** Numbers of tags and of types of values (TIFF 6.0, sections 2 and 8). */
const WIDTH = 256;
const HEIGHT = 257;
const ORIENTATION = 274;
const ACROSS = 282;
const DOWN = 283;
const TILE_WIDTH = 322;
const SHORT = 3;
const LONG = 4;
const RATIONAL = 5;
/** Less than this nobody sees (a fine fax has 204 dots to the inch by 196), and more than that is a mistake. */
const LEAST_STRETCH = 1.1;
const MOST_STRETCH = 4;
/**
 * What decides whether a page can be read at all: bits, compression, photometric interpretation,
 * samples, planes, sides of tiles, sample format.
 */
const KIND = [258, 259, 262, 277, 284, TILE_WIDTH, 323, 339];
const WANTED = new Set([WIDTH, HEIGHT, ORIENTATION, ACROSS, DOWN, ...KIND]);
/** Bytes of each type's value, by its number (TIFF 6.0, section 2; 13 is TIFF/EP's, 16 to 18 BigTIFF's). */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

export interface TiffPage {
  /** Upright, in pixels. */
  readonly width: number;
  readonly height: number;
  /** By which each side has to be longer for the page to have its shape: a fax has half as many dots down as across. */
  readonly stretch: Stretch;
  /** Whether its pixels are stored in tiles; else they are in strips. */
  readonly isTiled: boolean;
  /** Alike in pages whose pixels are stored alike: whoever can read one can read the others. */
  readonly kind: string;
}

interface Stretch {
  readonly across: number;
  readonly down: number;
}

interface TiffFile {
  /** The next of `length` bytes at `position`, until the next call; null when they are not all there. */
  readonly read: (position: number, length: number) => Buffer | null;
  /** An unsigned number of two, four or eight bytes, in the byte order of the file. */
  readonly number: (bytes: Buffer, at: number, length: number) => number;
  /** Bytes of an offset and of a count of values: eight in BigTIFF. */
  readonly offsetBytes: 4 | 8;
  /** Bytes of the number of a directory's entries. */
  readonly countBytes: 2 | 8;
  readonly firstAt: number;
}

interface Entry {
  readonly type: number;
  readonly count: number;
  /** The value, or where it is. */
  readonly field: Buffer;
}

/**
 * Pages of a TIFF in their order, at most `maxPages`, from one walk along its chain of image file
 * directories (TIFF 6.0, section 2; BigTIFF has eight bytes for two and four). Children of a
 * directory are no pages, smaller copies in the chain are, as libtiff counts them. A page is null
 * where its directory is not plain; the walk ends where the chain leaves the file or meets itself.
 */
export function walkTiff(path: string, maxPages: number): (TiffPage | null)[] {
  const handle = openSync(path, 'r');
  try {
    const pages: (TiffPage | null)[] = [];
    const file = openTiff(handle);
    if (file === null) return pages;
    const seen = new Set<number>();
    for (let at = file.firstAt; at !== 0 && pages.length < maxPages;) {
      if (seen.has(at)) break;
      seen.add(at);
      const directory = readDirectory(file, at);
      if (directory === null) break;
      pages.push(directory.entries === null ? null : pageOf(file, directory.entries));
      at = directory.nextAt;
    }
    return pages;
  } finally {
    closeSync(handle);
  }
}

/** Looks at the header: byte order, 42 or 43, and where the first directory is. */
function openTiff(handle: number): TiffFile | null {
  const read = blockReader(handle);
  const order = read(0, 2)?.toString('latin1');
  if (order !== 'II' && order !== 'MM') return null;
  const number = order === 'II' ? littleEndian : bigEndian;
  const header = read(0, 8);
  if (header === null) return null;
  const version = number(header, 2, 2);
  if (version === 42) {
    return { read, number, offsetBytes: 4, countBytes: 2, firstAt: number(header, 4, 4) };
  }
  // BigTIFF says how long its offsets are, and then nothing; only eight bytes were ever meant.
  if (version !== 43 || number(header, 4, 2) !== 8 || number(header, 6, 2) !== 0) return null;
  const first = read(8, 8);
  if (first === null) return null;
  return { read, number, offsetBytes: 8, countBytes: 8, firstAt: number(first, 0, 8) };
}

/** Null where it is not all in the file; its entries are null where one that is wanted is there twice. */
function readDirectory(
  file: TiffFile,
  at: number,
): { entries: Map<number, Entry> | null; nextAt: number } | null {
  const { number, offsetBytes, countBytes } = file;
  const head = file.read(at, countBytes);
  if (head === null) return null;
  const count = number(head, 0, countBytes);
  if (count === 0 || count > MAX_ENTRIES) return null;
  const entryBytes = 4 + 2 * offsetBytes;
  const bytes = file.read(at + countBytes, count * entryBytes + offsetBytes);
  if (bytes === null) return null;
  const entries = new Map<number, Entry>();
  let plain = true;
  for (let from = 0; from < count * entryBytes; from += entryBytes) {
    const tag = number(bytes, from, 2);
    if (!WANTED.has(tag)) continue;
    if (entries.has(tag)) plain = false;
    entries.set(tag, {
      type: number(bytes, from + 2, 2),
      count: number(bytes, from + 4, offsetBytes),
      // A copy: these bytes are read over.
      field: Buffer.from(bytes.subarray(from + 4 + offsetBytes, from + entryBytes)),
    });
  }
  return {
    entries: plain ? entries : null,
    nextAt: number(bytes, count * entryBytes, offsetBytes),
  };
}

function pageOf(file: TiffFile, entries: ReadonlyMap<number, Entry>): TiffPage | null {
  const width = plainNumber(file, entries.get(WIDTH));
  const height = plainNumber(file, entries.get(HEIGHT));
  const orientation = entries.has(ORIENTATION) ? plainNumber(file, entries.get(ORIENTATION)) : 1;
  // What libtiff makes of another orientation is for libtiff to say.
  if (!width || !height || !orientation || orientation > 8) return null;
  const kind: string[] = [];
  for (const tag of KIND) {
    const value = valueOf(file, entries.get(tag));
    if (value === null) return null;
    kind.push(value);
  }
  const lies = orientation >= 5;
  const ratio = ratioOf(file, entries);
  const across = Math.max(1, 1 / ratio);
  const down = Math.max(1, ratio);
  return {
    width: lies ? height : width,
    height: lies ? width : height,
    stretch: lies ? { across: down, down: across } : { across, down },
    isTiled: entries.has(TILE_WIDTH),
    kind: kind.join(' '),
  };
}

/** How much taller than wide a pixel is: dots to the inch across over those down; 1 where that says nothing. */
function ratioOf(file: TiffFile, entries: ReadonlyMap<number, Entry>): number {
  const ratio = rational(file, entries.get(ACROSS)) / rational(file, entries.get(DOWN));
  const stretch = Math.max(ratio, 1 / ratio);
  return stretch >= LEAST_STRETCH && stretch <= MOST_STRETCH ? ratio : 1;
}

/** Not a number where it is none. */
function rational(file: TiffFile, entry: Entry | undefined): number {
  if (entry?.count !== 1 || entry.type !== RATIONAL) return Number.NaN;
  const isHere = file.offsetBytes === 8;
  const bytes = isHere ? entry.field : file.read(file.number(entry.field, 0, 4), 8);
  return bytes === null ? Number.NaN : file.number(bytes, 0, 4) / file.number(bytes, 4, 4);
}

/** The one number of a SHORT or a LONG, as sizes and orientations are. */
function plainNumber(file: TiffFile, entry: Entry | undefined): number | null {
  if (entry?.count !== 1 || (entry.type !== SHORT && entry.type !== LONG)) return null;
  return file.number(entry.field, 0, entry.type === SHORT ? 2 : 4);
}

/** Type and bytes of a value, wherever they are; empty where there is none, null where it is odd. */
function valueOf(file: TiffFile, entry: Entry | undefined): string | null {
  if (entry === undefined) return '';
  const length = (TYPE_BYTES[entry.type] ?? 0) * entry.count;
  if (length === 0 || length > MAX_VALUE_BYTES) return null;
  const value =
    length <= file.offsetBytes
      ? entry.field.subarray(0, length)
      : file.read(file.number(entry.field, 0, file.offsetBytes), length);
  return value === null ? null : `${entry.type}:${value.toString('hex')}`;
}

/** Reads of a file by blocks, of which the last is kept. */
function blockReader(handle: number): TiffFile['read'] {
  let block: Buffer = Buffer.alloc(BLOCK_BYTES);
  let from = 0;
  let filled = 0;
  return (position, length) => {
    // An offset of eight bytes may be larger than any file.
    if (!Number.isSafeInteger(position + length)) return null;
    if (position < from || position + length > from + filled) {
      if (block.length < length) block = Buffer.alloc(length);
      // No more than that, though a long directory has left a larger one.
      const wanted = Math.max(length, BLOCK_BYTES);
      from = position;
      filled = 0;
      for (let read = -1; read !== 0 && filled < wanted; filled += read) {
        read = readSync(handle, block, filled, wanted - filled, from + filled);
      }
    }
    const start = position - from;
    return start + length > filled ? null : block.subarray(start, start + length);
  };
}

function littleEndian(bytes: Buffer, at: number, length: number): number {
  return length === 8 ? Number(bytes.readBigUInt64LE(at)) : bytes.readUIntLE(at, length);
}

function bigEndian(bytes: Buffer, at: number, length: number): number {
  return length === 8 ? Number(bytes.readBigUInt64BE(at)) : bytes.readUIntBE(at, length);
}
