import type { DocumentStatus, DocumentView, Page, Whole } from '@quire/domain';

/** A document's pages in order, and its data where data was asked for. */
export interface DocumentResult {
  readonly id: string;
  readonly status: DocumentStatus;
  readonly pages: readonly Page[];
  readonly data: unknown;
  /** The answer about the document as a whole, where it was asked as one; its text stands here. */
  readonly whole: Whole | null;
  readonly usage: DocumentView['usage'];
  readonly cost_usd: number;
}

export interface ResultQuery {
  /** `json` unless told. */
  readonly format?: 'json' | 'markdown' | 'ndjson' | undefined;
  /** True: what is there of an unfinished document, instead of the error `not_finished`. */
  readonly partial?: boolean | undefined;
}
