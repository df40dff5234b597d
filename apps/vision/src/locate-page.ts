import { ADDRESS, blobName, type DocumentRecord, Failure, type PlannedPage } from '@quire/domain';
import {
  addressPicture,
  type PageRenderer,
  type Picture,
  type PictureSpec,
  type SourceFile,
} from '@quire/pages';
import type { Blobs } from '@quire/store';

export interface LocatePorts {
  readonly blobs: Pick<Blobs, 'localPath'>;
}

/**
 * Where a page of a document is found: in which file on this machine, and which page of it, from 0.
 * @throws Failure `page_not_found` or `source_missing`
 */
export async function locatePage(
  { sources }: Pick<DocumentRecord, 'sources'>,
  page: number,
  planned: PlannedPage | null,
  { blobs }: LocatePorts,
): Promise<{ readonly file: SourceFile; readonly index: number }> {
  const source = planned && sources[planned.source];
  if (!source) throw new Failure('page_not_found', { detail: `page ${page} is not in the plan` });
  if (source.media_type === ADDRESS) throw new Failure('picture_not_here');
  const path = await blobs.localPath(blobName(source));
  return { file: { path, mediaType: source.media_type }, index: planned.index };
}

/**
 * What is sent for a page: its picture, or the address of one that Claude is to fetch.
 * @throws as locatePage and drawing
 */
export async function picturePage(
  document: Pick<DocumentRecord, 'sources'>,
  { page, planned }: { readonly page: number; readonly planned: PlannedPage | null },
  spec: PictureSpec,
  ports: LocatePorts & { readonly renderer: Pick<PageRenderer, 'picture'> },
  signal: AbortSignal,
): Promise<Picture> {
  const source = planned && document.sources[planned.source];
  if (source?.media_type === ADDRESS) return addressPicture(source.url);
  const { file, index } = await locatePage(document, page, planned, ports);
  return ports.renderer.picture(file, index, spec, signal);
}
