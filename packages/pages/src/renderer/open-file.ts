import { Failure } from '@quire/domain';
import { fileIdentity } from './file-identity.ts';
import { close, takeUp } from './open-documents.ts';
import { misplacedFrom } from './page-tree/check-offsets.ts';
import { type PageTree, readPageTree } from './page-tree/read-page-tree.ts';
import { readLockedTree } from './read-locked-tree.ts';
import { openPdf, type PdfDocument } from './pdf-document.ts';
import type { OtherCount } from './with-count.ts';

/**
 * The document in a file, opened once for all its pages.
 * @param index of the page that is wanted: behind those of `/Count` the tree itself is asked
 * @throws as openPdf and openCounted
 */
export async function openFile(path: string, index: number): Promise<PdfDocument> {
  const document = await openAsItSays(path);
  return index < document.pageCount ? document : (await openCounted(path, index + 1)).document;
}

/** A document, its true number of pages, and what is known of their units (`PageTree`). */
interface CountedDocument {
  readonly document: PdfDocument;
  readonly pageCount: number;
  readonly units: PageTree['units'];
}

/**
 * The document in a file, and how many pages it has: never by `/Count` alone, which PDFium believes.
 * Where the tree has more, the file is opened again with the true count in the place of the other.
 * Where it cannot be read, pages that PDFium does not find at the end are none.
 * @param most pages that are counted
 * @throws Failure `page_tree_broken` where pages are there that cannot be had, or as openPdf
 */
export async function openCounted(path: string, most: number): Promise<CountedDocument> {
  const document = await openAsItSays(path);
  const said = document.pageCount;
  const tree = readPageTree(document.file, most) ?? readLockedTree(document, most);
  if (tree === null || tree.pages <= said) {
    const pageCount = foundPages(document, tree?.pages ?? 0, most);
    return { document, pageCount, units: tree?.units ?? new Map() };
  }
  const { countAt: at, pages: count } = tree;
  const mended = at && (await openAgain(path, { at, count }));
  if (mended === null || mended.pageCount < tree.pages) {
    throw new Failure('page_tree_broken', {
      detail: `it says ${said} and holds ${tree.pages}`,
    });
  }
  return { document: mended, pageCount: tree.pages, units: tree.units };
}

/** Pages up to the last that PDFium finds. @param least of them, as the tree has it */
function foundPages(document: PdfDocument, least: number, most: number): number {
  let count = document.pageCount;
  // More than are wanted are too many, there or not.
  if (count > most && least === 0) return count;
  while (count > least && document.pageSize(count - 1).width === 0) count -= 1;
  return count;
}

function openAsItSays(path: string): Promise<PdfDocument> {
  return takeUp(fileIdentity(path), async () => {
    const document = await openPdf(path);
    const at = misplacedFrom(document.file);
    if (at === null) return document;
    document.close();
    // Where even that finds nothing, what it says is all there is.
    return openPdf(path, { at, count: 0 }).catch(() => openPdf(path));
  });
}

function openAgain(path: string, other: OtherCount): Promise<PdfDocument> {
  const identity = fileIdentity(path);
  close(identity);
  return takeUp(identity, () => openPdf(path, other));
}
