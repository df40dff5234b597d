import { type CrossReference, readCrossReference, streamBytes } from './cross-reference.ts';
import { isDictionary, isList, readObjectAt, type Source } from './object-text.ts';
import { readValue, type Reference, Unreadable, type Value } from './pdf-value.ts';

/** The pages that a document holds, whatever `/Count` says. */
export interface PageTree {
  /** Places for pages, those whose object is missing among them. */
  readonly pages: number;
  /** Where in the file the root's own `/Count` stands; null where it is packed, or says nothing. */
  readonly countAt: readonly [from: number, to: number] | null;
}

/** PDFium follows no more levels. */
const MOST_LEVELS = 1_024;
/** Nodes of a tree without pages: what has more was made to be walked for ever. */
const MOST_NODES = 100_000;
const MOST_KEPT_STREAMS = 4;

/**
 * Walks a page tree from its root: dictionaries alone, each read once.
 * @param most pages that are wanted; where there are more it stops
 * @returns null where the file is not as the format says, or packs its tree under a password
 */
export function readPageTree(file: Source, most: number): PageTree | null {
  try {
    return walk(file, most);
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

function walk(file: Source, most: number): PageTree {
  const objects = openObjects(file, readCrossReference(file));
  const catalogue = objects.read(objects.root);
  const pagesRoot = isDictionary(catalogue) ? catalogue.values.get('/Pages') : undefined;
  const root = objects.resolve(pagesRoot ?? null);
  if (!isDictionary(root)) throw new Unreadable('no page tree');
  const span = root.spans.get('/Count');
  const isPlain = isReference(pagesRoot) && objects.isPlain(pagesRoot.object);
  let pages = 0;
  let nodes = 0;
  const count = (node: Value, above: ReadonlySet<number>): void => {
    nodes += 1;
    if (nodes > MOST_NODES + most) throw new Unreadable('a tree without end');
    const kids = isDictionary(node) ? objects.resolve(node.values.get('/Kids') ?? null) : null;
    if (!isList(kids)) {
      pages += 1;
      return;
    }
    for (const kid of kids) {
      if (pages > most) return;
      const number = isReference(kid) ? kid.object : -1;
      if (above.has(number) || above.size > MOST_LEVELS) continue;
      count(objects.resolve(kid), new Set([...above, ...(number < 0 ? [] : [number])]));
    }
  };
  count(root, new Set(isReference(pagesRoot) ? [pagesRoot.object] : []));
  return { pages, countAt: isPlain && span !== undefined ? span : null };
}

/** Objects by their number, wherever they stand. */
function openObjects(file: Source, reference: CrossReference) {
  const streams = new Map<number, ReadonlyMap<number, () => Value>>();
  const isLocked = reference.trailer.values.has('/Encrypt');
  const root = reference.trailer.values.get('/Root');
  if (!isReference(root)) throw new Unreadable('no catalogue');

  const packedIn = (stream: number): ReadonlyMap<number, () => Value> => {
    const known = streams.get(stream);
    if (known !== undefined) return known;
    const where = reference.place(stream);
    // Texts of an encrypted file are no structure, and streams are not to be read without its key.
    if (isLocked || where === null || !('at' in where)) throw new Unreadable('packed objects');
    const { value, end } = readObjectAt(file, where.at, stream);
    if (!isDictionary(value)) throw new Unreadable('no stream of objects');
    const unpacked = unpackObjects(streamBytes(file, value, end), value.values);
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
  return {
    root: root.object,
    read,
    resolve: (value: Value): Value => (isReference(value) ? read(value.object) : value),
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

function isReference(value: Value | undefined): value is Reference {
  return typeof value === 'object' && value !== null && 'object' in value;
}
