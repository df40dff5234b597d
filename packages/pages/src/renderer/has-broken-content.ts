import { readCrossReference } from './page-tree/cross-reference.ts';
import { isDictionary, isList, type Source } from './page-tree/object-text.ts';
import { isReference, openObjects, type PackedStream } from './page-tree/open-objects.ts';
import { Unreadable, type Value } from './page-tree/pdf-value.ts';

/** What content may be packed in (PDF 1.7, 7.4.1), beside what is unpacked here. */
const OTHER_FILTERS: ReadonlySet<Value> = new Set([
  '/LZWDecode',
  '/ASCII85Decode',
  '/ASCIIHexDecode',
  '/RunLengthDecode',
  '/Crypt',
]);
/** A picture, a form or a shade that is drawn by its name, or a picture in the content itself (PDF 1.7, 8.7 to 8.10). */
const DRAWS = /(?:^|[\s\0\]>)])(?:\/[^\s\0()<>[\]{}/%]+[\s\0]+(?:Do|sh)|BI)(?=[\s\0/]|$)/;

/**
 * Whether the content of a page in which PDFium found no objects is more than nothing: it cannot be unpacked, or it
 * draws things that are not there.
 * @param page the number of its object, or the first of the file
 * @returns null where its objects cannot be read: the file is locked, or not as the format says
 */
export function hasBrokenContent(file: Source, page: number | 'first'): boolean | null {
  try {
    const objects = openObjects(file, readCrossReference(file));
    const { read, resolve, readStream } = objects;
    const said = child(page === 'first' ? firstPage(objects) : read(page), '/Contents');
    const contents = resolve(said);
    const streams = isList(contents) ? contents : [said];
    return streams.filter(isReference).some(({ object }) => isBroken(readStream(object)));
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

function firstPage({ root, read, resolve }: ReturnType<typeof openObjects>): Value {
  const kids = resolve(child(resolve(child(read(root), '/Pages')), '/Kids'));
  return resolve(isList(kids) ? (kids[0] ?? null) : null);
}

function isBroken({ dictionary, bytes }: PackedStream): boolean {
  const filters = [dictionary.values.get('/Filter') ?? []].flat();
  if (filters.some((filter) => OTHER_FILTERS.has(filter))) return false;
  try {
    return DRAWS.test(bytes().toString('latin1'));
  } catch (error) {
    if (error instanceof Unreadable) return true;
    throw error;
  }
}

function child(value: Value, key: string): Value {
  return isDictionary(value) ? (value.values.get(key) ?? null) : null;
}
