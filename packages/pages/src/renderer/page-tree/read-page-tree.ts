import { readCrossReference } from './cross-reference.ts';
import { isDictionary, isList, type Source } from './object-text.ts';
import { isReference, openObjects } from './open-objects.ts';
import { Unreadable, type Value } from './pdf-value.ts';

/** The pages that a document holds, whatever `/Count` says. */
export interface PageTree {
  /** Places for pages, those whose object is missing among them. */
  readonly pages: number;
  /** Where in the file the root's own `/Count` stands; null where it is packed, or says nothing. */
  readonly countAt: readonly [from: number, to: number] | null;
  /** By a page's place the points that its unit has, of those whose unit is not a point. */
  readonly units: ReadonlyMap<number, number>;
}

/** PDFium follows no more levels. */
const MOST_LEVELS = 1_024;
/** Nodes of a tree without pages: what has more was made to be walked for ever. */
const MOST_NODES = 100_000;

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

/**
 * Points in the unit of a page (`/UserUnit`, ISO 32000-1, table 30), by the number of the page's object: PDFium says
 * nothing of it. One where nothing is said, or the file is not as the format says.
 */
export function openUserUnits(file: Source): (object: number) => number {
  let objects: ReturnType<typeof openObjects> | undefined;
  return (object) => {
    try {
      objects ??= openObjects(file, readCrossReference(file));
      return unitOf(objects.read(object), objects.resolve);
    } catch (error) {
      if (error instanceof Unreadable) return 1;
      throw error;
    }
  };
}

function unitOf(page: Value, resolve: (value: Value) => Value): number {
  const unit = isDictionary(page) ? resolve(page.values.get('/UserUnit') ?? null) : null;
  return typeof unit === 'number' && unit > 0 ? unit : 1;
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
  const units = new Map<number, number>();
  const count = (node: Value, above: ReadonlySet<number>): void => {
    nodes += 1;
    if (nodes > MOST_NODES + most) throw new Unreadable('a tree without end');
    const kids = isDictionary(node) ? objects.resolve(node.values.get('/Kids') ?? null) : null;
    if (!isList(kids)) {
      const unit = unitOf(node, objects.resolve);
      if (unit !== 1) units.set(pages, unit);
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
  return { pages, countAt: isPlain && span !== undefined ? span : null, units };
}
