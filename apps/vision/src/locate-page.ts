import { type DocumentRecord, Failure, type PlannedPage } from '@quire/domain';
import type { SourceFile } from '@quire/pages';
import type { Blobs, Documents } from '@quire/store';

export interface LocatePorts {
  readonly documents: Pick<Documents, 'plannedPage'>;
  readonly blobs: Pick<Blobs, 'localPath'>;
}

/**
 * Where a page of a document is found: in which file on this machine, and which page of it, from 0.
 * @param known its entry in the plan, where that was read before
 * @throws Failure `page_not_found` or `source_missing`
 */
export async function locatePage(
  { id, sources }: Pick<DocumentRecord, 'id' | 'sources'>,
  page: number,
  { documents, blobs }: LocatePorts,
  known: PlannedPage | null = null,
): Promise<{ readonly file: SourceFile; readonly index: number }> {
  const planned = known ?? (await documents.plannedPage(id, page));
  const source = planned && sources[planned.source];
  if (!source) throw new Failure('page_not_found', { detail: `page ${page} is not in the plan` });
  const path = await blobs.localPath(source.sha256);
  return { file: { path, mediaType: source.media_type }, index: planned.index };
}
