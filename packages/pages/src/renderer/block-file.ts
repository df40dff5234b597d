import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** A page of a scan needs three to five of these; smaller ones cost more calls than bytes saved. */
const BLOCK_BYTES = 64 * 1024;
/** 4 MB: a page's content and its fonts, and the cross-reference table besides. */
const MAX_BLOCKS = 64;
/** Readers accept `%PDF-` anywhere in the first kilobyte (PDF 1.7, implementation note 13). */
const HEADER_WITHIN = 1024;

/** A file that is read where it is asked for, and never whole. Positions count from `%PDF-`. */
export interface BlockFile {
  /** From the header on. */
  readonly byteLength: number;
  /** Fills `into` with the bytes at `position`; false when they are not all there. */
  read(position: number, into: Uint8Array): boolean;
  /** Lets go of what was read: it is read again where it is asked for. */
  forget(): void;
  /** Whether it was removed since. */
  isGone(): boolean;
  close(): void;
}

let readFailure: unknown;

/**
 * What kept this process from reading a file since it was last asked; undefined where nothing did. Engines take what
 * cannot be read for nothing: a page without its pictures, and nobody is told.
 */
export function takeReadFailure(): unknown {
  const failure = readFailure;
  readFailure = undefined;
  return failure;
}

/** Blocks that no file has any more, for the next: garbage of this size would have V8 sweep for each page. */
const spare: Uint8Array[] = [];

/** Opens a file for reading in blocks. What stands before its `%PDF-` does not count. */
export function openBlockFile(path: string): BlockFile {
  const file = openSync(path, 'r');
  const { size } = fstatSync(file);
  const blocks = new Map<number, Uint8Array>();

  /** Of the block that was not used for longest, where there are too many. */
  const memory = (): Uint8Array => {
    const [oldest] = blocks;
    if (blocks.size < MAX_BLOCKS || oldest === undefined)
      return spare.pop() ?? new Uint8Array(BLOCK_BYTES);
    blocks.delete(oldest[0]);
    return new Uint8Array(oldest[1].buffer);
  };
  const forget = (): void => {
    for (const { buffer } of blocks.values())
      if (spare.length < MAX_BLOCKS) spare.push(new Uint8Array(buffer));
    blocks.clear();
  };
  const block = (number: number): Uint8Array => {
    const bytes = blocks.get(number) ?? readBlock(file, number, memory());
    // Last in the map is last used.
    blocks.delete(number);
    blocks.set(number, bytes);
    return bytes;
  };
  const head = Buffer.from(block(0).subarray(0, HEADER_WITHIN));
  const junkBytes = Math.max(0, head.indexOf('%PDF-'));

  return {
    byteLength: size - junkBytes,
    read(position, into) {
      for (let done = 0; done < into.length;) {
        const at = junkBytes + position + done;
        const from = at % BLOCK_BYTES;
        const part = block(Math.floor(at / BLOCK_BYTES)).subarray(from, from + into.length - done);
        if (part.length === 0) return false;
        into.set(part, done);
        done += part.length;
      }
      return true;
    },
    forget,
    isGone: () => fstatSync(file).nlink === 0,
    close() {
      forget();
      closeSync(file);
    },
  };
}

function readBlock(file: number, number: number, into: Uint8Array): Uint8Array {
  let length = 0;
  try {
    for (let read = -1; read !== 0 && length < into.length; length += read) {
      read = readSync(file, into, length, into.length - length, number * BLOCK_BYTES + length);
    }
  } catch (error) {
    readFailure = error;
    throw error;
  }
  return into.subarray(0, length);
}
