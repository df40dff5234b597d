import { type DocumentRecord, Failure, type PlannedPage } from '@quire/domain';
import type { SourceFile } from '@quire/pages';
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
  const path = await blobs.localPath(source.sha256);
  return { file: { path, mediaType: source.media_type }, index: planned.index };
}
