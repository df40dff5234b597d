import { bytesSource } from './page-tree/bytes-source.ts';
import { readCrossReference } from './page-tree/cross-reference.ts';
import { isDictionary, isList } from './page-tree/object-text.ts';
import { isReference, openObjects, type PackedStream } from './page-tree/open-objects.ts';
import { Unreadable, type Value } from './page-tree/pdf-value.ts';

/** What content may be packed in (PDF 1.7, 7.4.1), beside what is unpacked here. */
const OTHER_FILTERS: ReadonlySet<Value> = new Set([
  '/LZWDecode',
  '/ASCII85Decode',
  '/ASCIIHexDecode',
  '/RunLengthDecode',
]);
/** A picture, a form or a shade that is drawn by its name, or a picture in the content itself (PDF 1.7, 8.7 to 8.10). */
const DRAWS = /(?:^|[\s\0\]>)])(?:\/[^\s\0()<>[\]{}/%]+[\s\0]+(?:Do|sh)|BI)(?=[\s\0/]|$)/;

/**
 * Whether the content of a page in which PDFium found no objects is more than nothing: it cannot be unpacked, or it
 * draws things that are not there.
 * @param pdf the page as PDFium cuts it out
 */
export function hasBrokenContent(pdf: Buffer): boolean {
  try {
    const file = bytesSource(pdf);
    const objects = openObjects(file, readCrossReference(file));
    const kids = objects.resolve(
      child(objects.resolve(child(objects.read(objects.root), '/Pages')), '/Kids'),
    );
    const page = objects.resolve(isList(kids) ? (kids[0] ?? null) : null);
    const said = child(page, '/Contents');
    const contents = objects.resolve(said);
    const streams = isList(contents) ? contents : [said];
    return streams.filter(isReference).some(({ object }) => isBroken(objects.readStream(object)));
  } catch (error) {
    if (error instanceof Unreadable) return false;
    throw error;
  }
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
