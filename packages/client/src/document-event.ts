import type { DocumentView, PageSummary } from '@quire/domain';

/** What is told of a document: how it stands, or how one of its pages ended. */
export type DocumentEvent = {
  /** To come again with, as `lastEventId`. Before its `-` stands the round: another is told from its beginning. */
  readonly id: string;
} & (
  | { readonly type: 'document'; readonly document: DocumentView }
  | { readonly type: 'page'; readonly page: PageSummary }
);

export interface EventSettings {
  /** The last event that is known already; all are told unless it is given. */
  readonly lastEventId?: string | undefined;
  /** False to hear of the document alone. @default true */
  readonly pages?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}
