import { readCrossReference } from './cross-reference.ts';
import { OBJECT_HEADER, type Source, textAt } from './object-text.ts';
import { Unreadable } from './pdf-value.ts';

/** So many objects are looked at, evenly spread: whoever edits a file by hand moves all that follows. */
const MOST_LOOKED_AT = 400;
/** Of a file that does not fit the blocks that are kept each look may read a block. */
const LARGE_BYTES = 4 * 1024 * 1024;
const MOST_IN_LARGE = 40;
const HEADER_BYTES = 32;

/**
 * Whether a file says of its objects that they stand where they do not. PDFium looks at one of them and takes all others
 * that are not there for nothing: pages without their text, and nobody is told. Without a place to begin it finds
 * the objects itself.
 * @returns where in the file the number stands that says where to begin; null where all is well, or nothing can be said
 */
export function misplacedFrom(file: Source): readonly [from: number, to: number] | null {
  try {
    const reference = readCrossReference(file);
    const { ranges, startAt } = reference;
    const most = file.byteLength > LARGE_BYTES ? MOST_IN_LARGE : MOST_LOOKED_AT;
    const objects = ranges.reduce((sum, { count }) => sum + count, 0);
    const step = Math.max(1, Math.ceil(objects / most));
    let skipped = 0;
    for (const { first, count } of ranges) {
      for (; skipped < count; skipped += step) {
        const where = reference.place(first + skipped);
        if (where !== null && 'at' in where && isElsewhere(file, first + skipped, where.at))
          return startAt;
      }
      skipped -= count;
    }
    return null;
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

/** What is said to be nowhere in the file is mostly used by nobody. */
function isElsewhere(file: Source, object: number, at: number): boolean {
  if (at === 0 || at >= file.byteLength) return false;
  const header = OBJECT_HEADER.exec(textAt(file, at, HEADER_BYTES));
  return Number(header?.[1]) !== object;
}
