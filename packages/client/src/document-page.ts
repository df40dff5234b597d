import type { DocumentStatus } from '@quire/domain';

/** What to list; `cursor` is the `next_cursor` of the list before, `limit` 1 to 100 (default 20). */
export interface ListQuery {
  readonly status?: DocumentStatus | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** Documents, newest first. With a status it may hold fewer than asked for and still go on. */
export type { DocumentListView as DocumentPage } from '@quire/domain';
