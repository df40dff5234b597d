import { findModel } from '@quire/claude';
import {
  ADDRESS,
  blobName,
  type DocumentRecord,
  Failure,
  type Page,
  type PlannedPage,
} from '@quire/domain';
import {
  type PageRenderer,
  type Picture,
  pictureHash,
  pictureSpec,
  wholePictureSpecs,
} from '@quire/pages';
import type { Blobs, Documents } from '@quire/store';

export interface DrawAgainPorts {
  readonly documents: Pick<Documents, 'order' | 'plannedPage' | 'plannedPages'>;
  readonly blobs: Pick<Blobs, 'localPath'>;
  readonly renderer: Pick<PageRenderer, 'picture'>;
}

/**
 * Makes the picture that was sent for a page once more. Pictures are not kept: the same page under
 * the same options is the same picture, and its hash on the page's record proves it.
 * @throws Failure `page_not_found` when none was sent, `picture_not_here` when its address was, and
 * `picture_changed` when this version of Quire
 * draws the page differently, or what drawing throws
 */
export async function drawPageAgain(
  { id, sources, options, whole, totalPages }: DocumentRecord,
  { page, model, picture }: Page,
  ports: DrawAgainPorts,
  signal: AbortSignal,
): Promise<Picture> {
  const planned = await ports.documents.plannedPage(id, page);
  const source = planned && sources[planned.source];
  if (!source || picture === null || model === null) {
    throw new Failure('page_not_found', { detail: 'no picture was sent for this page' });
  }
  if (source.media_type === ADDRESS) throw new Failure('picture_not_here');
  const path = await ports.blobs.localPath(blobName(source));
  const file = { path, mediaType: source.media_type };
  const { tier } = findModel(model);
  // Of those that were sent in one request, the first at which all of them fitted.
  const specs =
    whole === 'one'
      ? wholePictureSpecs(options, tier, await allPlanned(id, totalPages, ports.documents))
      : [pictureSpec(options, tier, picture.cut ? 'cut' : picture.smaller ? 'smaller' : 'plain')];
  let sha256 = '';
  for (const spec of specs) {
    const drawn = await ports.renderer.picture(file, planned.index, spec, signal);
    sha256 = pictureHash(drawn);
    if (sha256 === picture.sha256) return drawn;
  }
  throw new Failure('picture_changed', {
    detail: `sha256 ${sha256}, and sent was ${picture.sha256}`,
  });
}

/** Sizes of all pages that were drawn for the request: each one's picture may depend on the others. */
async function allPlanned(
  id: string,
  totalPages: number,
  documents: DrawAgainPorts['documents'],
): Promise<PlannedPage[]> {
  return documents.plannedPages(id, await documents.order(id, 0, totalPages));
}
