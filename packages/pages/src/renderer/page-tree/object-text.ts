import type { BlockFile } from '../block-file.ts';
import { CutOff, type Dictionary, readValue, Unreadable, type Value } from './pdf-value.ts';

/** What stands before an object, with its number (PDF 1.7, 7.3.10). */
export const OBJECT_HEADER = /^[\s\0]*(\d+)[\s\0]+\d+[\s\0]+obj/;
const FIRST_BYTES = 1_024;
/** Kids of 10,000 pages in one node are 120 kB. */
const MOST_BYTES = 4 * 1024 * 1024;
/** So that a value that ends with the file is not taken for one that was cut. */
const PADDING = ' '.repeat(64);

/** A value, and where in the file it ends. Spans are positions in the file, too. */
export interface FoundValue {
  readonly value: Value;
  readonly end: number;
}

export type Source = Pick<BlockFile, 'read' | 'byteLength'>;

/**
 * Reads the value at a position of the file.
 * @param number of the object whose `N G obj` stands before it; null where none does
 * @throws Unreadable
 */
export function readObjectAt(file: Source, at: number, number: number | null): FoundValue {
  for (let length = FIRST_BYTES; ; length *= 4) {
    const text = textAt(file, at, length);
    try {
      const header = number === null ? 0 : headerLength(text, number);
      const { value, end } = readValue(text, header);
      return { value: shifted(value, at), end: at + end };
    } catch (error) {
      const isAll = length > MOST_BYTES || at + length >= file.byteLength;
      if (!(error instanceof CutOff) || isAll) throw new Unreadable('no value', { cause: error });
    }
  }
}

/** One character a byte; less than `length` only where the file ends. */
export function textAt(file: Source, at: number, length: number): string {
  const most = Math.min(length, file.byteLength - at);
  if (!(at >= 0 && most > 0)) throw new Unreadable(`nothing at ${at}`);
  const bytes = Buffer.alloc(most);
  if (!file.read(at, bytes)) throw new Unreadable(`nothing at ${at}`);
  return bytes.toString('latin1') + (most < length ? PADDING : '');
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

export function isDictionary(value: Value | undefined): value is Dictionary {
  return typeof value === 'object' && value !== null && 'values' in value && 'spans' in value;
}

function headerLength(text: string, number: number): number {
  const header = OBJECT_HEADER.exec(text);
  if (header === null || Number(header[1]) !== number) throw new Unreadable(`not object ${number}`);
  return header[0].length;
}

function shifted(value: Value, by: number): Value {
  if (!isDictionary(value)) return value;
  const spans = new Map<string, readonly [number, number]>();
  for (const [key, [from, to]] of value.spans) spans.set(key, [from + by, to + by]);
  return { values: value.values, spans };
}
