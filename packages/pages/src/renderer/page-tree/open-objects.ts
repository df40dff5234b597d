import { type CrossReference, streamBytes } from './cross-reference.ts';
import { isDictionary, readObjectAt, type Source } from './object-text.ts';
import { type Dictionary, readValue, type Reference, Unreadable, type Value } from './pdf-value.ts';

const MOST_KEPT_STREAMS = 4;

/** A stream's dictionary, and its bytes as they are meant, which not all filters let be read. */
export interface PackedStream {
  /** Its values are not references: those are looked up. */
  readonly dictionary: Pick<Dictionary, 'values'>;
  /** @throws Unreadable */
  readonly bytes: () => Buffer;
}

/** Objects of a file by their number, wherever they stand. @throws Unreadable, as all that it returns */
export function openObjects(file: Source, reference: CrossReference) {
  const streams = new Map<number, ReadonlyMap<number, () => Value>>();
  const underWay = new Set<number>();
  const isLocked = reference.trailer.values.has('/Encrypt');
  const root = reference.trailer.values.get('/Root');
  if (!isReference(root)) throw new Unreadable('no catalogue');

  const readStream = (object: number): PackedStream => {
    // Texts of an encrypted file are no structure, and streams are not to be read without its key.
    if (isLocked) throw new Unreadable('a locked stream');
    const where = reference.place(object);
    if (where === null || !('at' in where)) throw new Unreadable('no stream');
    const { value, end } = readObjectAt(file, where.at, object);
    if (!isDictionary(value)) throw new Unreadable('no stream');
    const values = new Map([...value.values].map(([key, said]) => [key, resolve(said)]));
    return { dictionary: { values }, bytes: () => streamBytes(file, values, end) };
  };
  const packedIn = (stream: number): ReadonlyMap<number, () => Value> => {
    const known = streams.get(stream);
    if (known !== undefined) return known;
    // A stream whose length is packed in it.
    if (underWay.has(stream)) throw new Unreadable('packed in itself');
    underWay.add(stream);
    const { dictionary, bytes } = readStream(stream);
    const unpacked = unpackObjects(bytes(), dictionary.values);
    underWay.delete(stream);
    const [oldest] = streams.keys();
    if (streams.size >= MOST_KEPT_STREAMS && oldest !== undefined) streams.delete(oldest);
    streams.set(stream, unpacked);
    return unpacked;
  };
  const read = (object: number): Value => {
    const where = reference.place(object);
    if (where === null) return null;
    if ('at' in where) return readObjectAt(file, where.at, object).value;
    return packedIn(where.inStream).get(object)?.() ?? null;
  };
  const resolve = (value: Value): Value => (isReference(value) ? read(value.object) : value);
  return {
    root: root.object,
    read,
    readStream,
    resolve,
    isPlain(object: number): boolean {
      const where = reference.place(object);
      return where !== null && 'at' in where;
    },
  };
}

/** By number what reads an object: of what else is packed with the tree nothing need be understood. */
function unpackObjects(
  bytes: Buffer,
  values: ReadonlyMap<string, Value>,
): ReadonlyMap<number, () => Value> {
  // Where the last value ends something has to follow it.
  const text = `${bytes.toString('latin1')}${' '.repeat(64)}`;
  const [count, first] = [Number(values.get('/N')), Number(values.get('/First'))];
  const header = text.slice(0, first).trim().split(/\s+/).map(Number);
  const objects = new Map<number, () => Value>();
  for (let index = 0; index < count; index += 1) {
    const [number, offset] = header.slice(2 * index, 2 * index + 2);
    if (number === undefined || offset === undefined) throw new Unreadable('no packed object');
    objects.set(number, () => packedValue(text, first + offset));
  }
  return objects;
}

function packedValue(text: string, at: number): Value {
  try {
    return readValue(text, at).value;
  } catch (error) {
    throw new Unreadable('no packed object', { cause: error });
  }
}

export function isReference(value: Value | undefined): value is Reference {
  return typeof value === 'object' && value !== null && 'object' in value;
}
